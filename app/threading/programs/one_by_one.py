from threading import Thread

from pool import worker

def main(n):
    for _ in range(n):
        t = Thread(target=worker)
        t.start()
        t.join()  # before the next one starts
