"""Four hundred lines, each written in two halves."""
import os
import sys
import time

name = sys.argv[1]
for number in range(400):
    os.write(1, f"{name} begins {number} ".encode())
    os.write(1, f"and ends {name} {number}\n".encode())
    if number % 50 == 0:
        time.sleep(0.005)
