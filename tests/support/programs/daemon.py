"""Leaves a daemon behind: a grandchild in a session of its own. `leave`: and fails; `stubborn`: the daemon ignores SIGTERM."""
import os
import signal
import sys
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        if "stubborn" in sys.argv:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("the daemon is", os.getpid())
        time.sleep(600)
    os._exit(0)
os.wait()
if "leave" in sys.argv:
    sys.exit(3)
while True:
    time.sleep(60)
