"""Ticks."""
import time

for tick in range(10000):
    print("tick", tick)
    time.sleep(0.05)
