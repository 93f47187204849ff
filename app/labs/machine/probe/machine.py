"""How fast are this machine's processor and memory, as Python sees them?"""

import time
from array import array
from statistics import median


def blocks(work, units, repeats=5):
    """Time blocks of work: nanoseconds for one unit, of the fastest three."""
    took = []
    for _ in range(repeats):
        began = time.perf_counter_ns()
        work()
        took.append((time.perf_counter_ns() - began) / units)
    return median(sorted(took)[:3])


def operate(rounds=100_000):
    """A chain of products and sums: the interpreter takes longer than they do."""
    x = 1.0
    for _ in range(rounds):
        x = x * 0.5 + 1.0
    return x


def circle(size):
    """A circle through all lines of 64 bytes, in an order that no processor foresees."""
    words, lines = 16, size // 64
    memory = array("I", bytes(size))
    for i in range(lines):
        memory[i * words] = (i * 1664525 + 1013904223) % lines * words
    return memory


def follow(memory, steps=100_000):
    """Each step needs what the one before has loaded."""
    at = 0
    for _ in range(steps):
        at = memory[at]
    return at


if __name__ == "__main__":
    print(f"operation  {blocks(operate, 200_000):8.1f} ns")

    source = bytearray(16 << 20)
    copy = blocks(lambda: bytes(source), 2 * len(source))
    print(f"copy       {1 / copy:8.1f} GB/s")

    for size in (16 << 10, 1 << 20, 64 << 20):
        memory = circle(size)
        print(f"trip {size >> 10:6} KB {blocks(lambda: follow(memory), 100_000):4.0f} ns")
