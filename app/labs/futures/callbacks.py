from concurrent import futures
from threading import current_thread

def main():
    def first(future):
        print('first callback, run by', current_thread().name, future)

    def faulty(future):
        print('second callback, run by', current_thread().name)
        raise RuntimeError('the second callback is faulty')

    def third(future):
        print('third callback all the same')

    with futures.ThreadPoolExecutor(workers) as pool:
        to_do = []
        for cc in codes:
            future = pool.submit(download, cc)
            to_do.append(future)
            future.add_done_callback(first)
            future.add_done_callback(faulty)
            future.add_done_callback(third)
        futures.wait(to_do, timeout)
        input('Who runs a callback that is added now?')
        to_do[0].add_done_callback(lambda f: print('late callback, run by', current_thread().name))
        print('and here the caller goes on')
