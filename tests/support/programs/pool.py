"""A leader with a child, like Celery and its pool: whoever gets SIGTERM says so. The leader ends after 0.3 s, or so many."""
import os
import signal
import sys

import time


def leader_ends(*_):
    print("the leader got TERM")
    time.sleep(float(sys.argv[1]) if len(sys.argv) > 1 else 0.3)
    print("the leader ends")
    sys.exit(0)


def child_ends(*_):
    print("the child got TERM")
    sys.exit(0)


signal.signal(signal.SIGTERM, leader_ends)
if os.fork() == 0:
    signal.signal(signal.SIGTERM, child_ends)
    print("up")
while True:
    time.sleep(60)
