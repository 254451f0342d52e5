"""Says so at each SIGTERM, and ends a second after the first."""
import signal
import time

ends_at = []


def tell(*_):
    print("the child got TERM")
    ends_at.append(time.monotonic() + 1)


signal.signal(signal.SIGTERM, tell)
print("up")
while not ends_at or time.monotonic() < ends_at[0]:
    time.sleep(0.02)
