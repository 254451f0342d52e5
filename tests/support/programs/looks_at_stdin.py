"""Is there an end of file on stdin?"""
import select
import sys
import time

ready, _, _ = select.select([0], [], [], 0.4)
print("end of file" if ready else "nothing to read")
time.sleep(600)
