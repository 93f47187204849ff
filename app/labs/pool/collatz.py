def count_steps(first, starts=90_000):
    steps = 0
    for start in range(first, first + starts):
        n = start
        while n > 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
    return steps

def sweep(executor_class, workers):
    with executor_class(workers) as executor:
        return sum(executor.map(count_steps, range(1, 24 * 90_000, 90_000)))
