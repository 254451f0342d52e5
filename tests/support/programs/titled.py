"""Writes over its environment, as servers do that set their title; then waits for ever, deaf to SIGTERM with `deaf`."""
import ctypes
import signal
import sys
from pathlib import Path

stat = Path("/proc/self/stat").read_text()
fields = stat[stat.rindex(")") + 2:].split()
start, end = int(fields[50 - 3]), int(fields[51 - 3])  # env_start and env_end of proc(5)
ctypes.memset(start, 0, end - start)
if "deaf" in sys.argv[1:]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("titled", flush=True)
while True:
    signal.pause()
