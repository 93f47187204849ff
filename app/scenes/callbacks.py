from concurrent import futures

def main():
    def faulty(future):
        raise RuntimeError('the second callback is faulty')

    with futures.ThreadPoolExecutor(workers) as pool:
        to_do = []
        for cc in codes:
            future = pool.submit(download, cc)
            future.add_done_callback(lambda f: print('first', f))
            future.add_done_callback(faulty)
            future.add_done_callback(lambda f: print('third', f))
            to_do.append(future)
        futures.wait(to_do)
        to_do[0].add_done_callback(lambda f: print('late', f))
        print('and here the caller goes on')
