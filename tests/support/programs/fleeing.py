"""Never the same process for long, nor in the same session: each lives for a millisecond and is deaf to SIGTERM, under
another name and without environment. The argument: so many at the same time."""
import ctypes
import os
import signal
import sys
import time
from pathlib import Path

stat = Path("/proc/self/stat").read_text()
fields = stat[stat.rindex(")") + 2:].split()
start, end = int(fields[50 - 3]), int(fields[51 - 3])  # env_start and env_end of proc(5)
ctypes.memset(start, 0, end - start)
ctypes.CDLL(None).prctl(15, b"fled", 0, 0, 0)  # PR_SET_NAME
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
for _ in range(int(sys.argv[1]) - 1):
    if os.fork() == 0:
        break
print("flees", flush=True)
deadline = time.monotonic() + 120
while time.monotonic() < deadline:
    try:
        if os.fork() != 0:
            os._exit(0)
    except OSError:
        pass  # no more processes: tries again
    os.setsid()
    time.sleep(0.001)
