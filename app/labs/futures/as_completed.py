from concurrent import futures

def main():
    with futures.ThreadPoolExecutor(workers) as pool:
        to_do = []
        for cc in codes:
            future = pool.submit(download, cc)
            to_do.append(future)
            print(f'Scheduled for {cc}: {future}')
        try:
            for future in futures.as_completed(to_do, timeout):
                print(f'{future} result: {future.result()!r}')
        except TimeoutError as exc:
            print(f'as_completed raised: {exc}')
