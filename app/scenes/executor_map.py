from concurrent import futures

def main():
    with futures.ThreadPoolExecutor(workers) as pool:
        results = pool.map(download, codes, timeout=timeout)
        for i, result in enumerate(results):
            print(f'result {i}: {result!r}')
