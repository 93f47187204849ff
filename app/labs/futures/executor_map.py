from concurrent import futures

def main():
    with futures.ThreadPoolExecutor(workers) as pool:
        results = pool.map(download, codes, timeout=timeout)
        i = 0
        try:
            for result in results:
                print(f'result {i}: {result!r}')
                i += 1
        except Exception as exc:
            print(f'map raised for {i}: {exc}')  # and the iteration is over
