import time
from queue import Empty, Full, Queue
from threading import Thread

STOP = -1  # tells one consumer to stop

def main(s):
    q = Queue(s.maxsize)
    producers = [Thread(target=produce, args=(s, q, i * s.items)) for i in range(s.producers)]
    consumers = [Thread(target=consume, args=(s, q)) for i in range(s.consumers)]
    for t in producers + consumers:
        t.start()
    for t in producers:
        t.join()
    q.join()  # until every item is done
    print('All items are done.')
    if not s.forget_stop:
        for _ in consumers:
            q.put(STOP)
    for t in consumers:
        t.join()

def produce(s, q, first):
    for item in range(first, first + s.items):
        time.sleep(s.make_time)
        put(s, q, item)

def consume(s, q):
    while True:
        item = q.get(timeout=s.get_timeout)
        if item == STOP:
            return
        time.sleep(s.use_time)
        if not s.forget_task_done:
            q.task_done()

def put(s, q, item):
    if s.when_full == 'reject':
        try:
            q.put_nowait(item)
        except Full:
            print(f'Full: {item} is rejected.')
    elif s.when_full == 'drop oldest':
        while True:
            try:
                return q.put_nowait(item)
            except Full:
                try:
                    oldest = q.get_nowait()
                except Empty:
                    continue  # somebody was faster
                q.task_done()
                print(f'Full: {oldest} is dropped.')
    else:
        q.put(item, timeout=s.put_timeout)
