"""Asks without a newline, and goes on when the file `answer` is there."""
import sys
import time

sys.stdout.write("Are you sure? ")
sys.stdout.flush()
while True:
    try:
        open("answer").close()
        break
    except FileNotFoundError:
        time.sleep(0.01)
print("yes")
