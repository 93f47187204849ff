from concurrent import futures

def main():
    pool = futures.ThreadPoolExecutor(workers)
    to_do = [pool.submit(download, cc) for cc in codes]
    input('Which of the two can still be cancelled, the first or the last?')
    print('cancel the first:', to_do[0].cancel(), to_do[0])
    print('cancel the last:', to_do[-1].cancel(), to_do[-1])
    pool.shutdown(wait=False, cancel_futures=True)
    try:
        pool.submit(download, 'BR')
    except RuntimeError as exc:
        print('submit raised:', exc)
    pool.shutdown()
