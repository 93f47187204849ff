import random
import time
from queue import Queue
from threading import Thread

def main(n):
    results = Queue()

    def worker(i):
        time.sleep(random.randint(1, 10))
        results.put(i * i)

    threads = []
    for i in range(n):
        t = Thread(target=worker, args=(i,))
        t.start()
        threads.append(t)
    for _ in threads:
        print(results.get())
    for t in threads:
        t.join()
