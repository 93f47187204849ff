from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore

class BoundedPool:
    def __init__(self, workers, queued):
        self.workers = ThreadPoolExecutor(workers)
        self.places = Semaphore(workers + queued)

    def block(self, task):
        self.places.acquire()
        return self.start(task)

    def reject(self, task):
        return self.places.acquire(blocking=False) and self.start(task)

    def caller_runs(self, task):
        if not self.reject(task):
            task()
        return True

    def start(self, task):
        future = self.workers.submit(task)
        future.add_done_callback(lambda _: self.places.release())
        return True
