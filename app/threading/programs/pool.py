import random
import time
from threading import Thread

def main(n):
    threads = []
    for _ in range(n):
        t = Thread(target=worker)
        t.start()
        threads.append(t)
    for t in threads:
        t.join()

def worker():
    print('Doing some work...', flush=True)
    sleepy_time = random.randint(1, 10)
    time.sleep(sleepy_time)
    print(f'Done after {sleepy_time} sec!', flush=True)
