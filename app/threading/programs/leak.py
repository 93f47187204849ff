import random
import time
from queue import Queue
from threading import Thread

def main(n, maxsize):
    answers = Queue(maxsize)  # has a place or two

    def worker(i):
        time.sleep(random.randint(1, 10))
        answers.put(i + 1)  # waits for ever when nobody gets it

    for i in range(n):
        Thread(target=worker, args=(i,)).start()
    print(f'The first answer comes from {answers.get()}.')
    # and forgets the others
