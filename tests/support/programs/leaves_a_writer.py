"""Ends, and leaves a grandchild that holds its output and goes on writing to it."""
import os
import signal
import sys
import time

if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        os.write(1, b"still here\n")
        time.sleep(0.02)
print("last words", flush=True)
sys.exit(3)
