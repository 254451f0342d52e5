"""slow_reader PACE COUNT: reads so many bytes a second, and says of each of the first COUNT lines with said_TIME how many
seconds ago that was; then reads the rest at once."""
import os
import sys
import time

pace, count = float(sys.argv[1]), int(sys.argv[2])
begun, taken, text = time.monotonic(), 0, b""
while count > 0:
    time.sleep(max(0, begun + taken / pace - time.monotonic()))
    got = os.read(0, 8192)
    if not got:
        sys.exit("the end came too early")
    taken += len(got)
    *lines, text = (text + got).split(b"\n")
    for line in lines:
        if b"said_" in line:
            print(time.time() - float(line.split(b"said_")[1]), flush=True)
            count -= 1
while os.read(0, 1 << 20):
    pass
