from concurrent import futures

def main():
    with futures.ThreadPoolExecutor(workers) as pool:
        to_do = [pool.submit(download, cc) for cc in codes]
        done, not_done = futures.wait(to_do, timeout)
        print(f'{len(done)} done, {len(not_done)} not done')
        input('Nobody has asked for a result yet. Which of them failed?')
        for cc, future in zip(codes, to_do):
            print(f'{cc}: {future}, exception() is {future.exception(timeout)!r}')
