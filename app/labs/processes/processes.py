from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def primes(batch):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(*batch))


def compute(batches, workers):
    one = [primes(batch) for batch in batches]  # on one thread
    with ThreadPoolExecutor(workers) as pool:  # the GIL: one at a time
        assert list(pool.map(primes, batches)) == one
    with ProcessPoolExecutor(workers) as pool:  # each with its own GIL
        assert list(pool.map(primes, batches)) == one
        future = pool.submit(primes, (1, 100_000))
        future.add_done_callback(lambda f: print("callback:", f, f.result()))
        print("submitted:", future)
