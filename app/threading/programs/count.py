import random
import time
from threading import Lock, Thread

count = 0
lock = Lock()

def main(s):
    def add_to_count():
        if s.lock == 'all':
            with lock:
                slow_part(s)
                add_one()
        elif s.lock == 'count':
            slow_part(s)
            with lock:
                add_one()
        else:
            slow_part(s)
            add_one()

    threads = []
    for _ in range(s.threads):
        t = Thread(target=add_to_count)
        t.start()
        threads.append(t)
    for t in threads:
        t.join()
    print(count)

def add_one():
    global count
    value = count
    for _ in range(random.randint(0, 3)):
        time.sleep(0)  # another thread may come in here
    count = value + 1

def slow_part(s):
    time.sleep(s.work)
