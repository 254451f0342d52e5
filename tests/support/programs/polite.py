"""Ends on SIGTERM, with a word; after a while where one is given in seconds."""
import signal
import sys

import time


def end(*_):
    time.sleep(float(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print("bye")
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
print("up")
while True:
    time.sleep(60)
