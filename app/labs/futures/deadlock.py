from concurrent import futures

def main():
    with futures.ThreadPoolExecutor(max_workers=1) as pool:
        def outer(cc):
            inner = pool.submit(download, cc)
            return inner.result(timeout)  # needs a worker, and keeps one

        future = pool.submit(outer, codes[0])
        print('outer result:', future.result())
