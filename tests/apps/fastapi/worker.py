"""The worker: turns words round. It finds the web by PORT_WEB, and finishes its job when it is asked to end."""
import json
import os
import signal
import threading
import urllib.error
import urllib.parse
import urllib.request

WEB = f"http://127.0.0.1:{os.environ['PORT_WEB']}"
asked_to_end = threading.Event()


def call(method, path, **query):
    url = f"{WEB}{path}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=5) as answer:
        body = answer.read()
        return json.loads(body) if body else None


def work():
    job = call("POST", "/jobs/next")
    if job is None:
        return False
    call("PUT", f"/jobs/{job['number']}", result=job["word"][::-1])
    print(f"worker: did job {job['number']}")
    return True


signal.signal(signal.SIGTERM, lambda *_: asked_to_end.set())
print("worker: begins")
while not asked_to_end.is_set():
    try:
        found = work()
    except (urllib.error.URLError, OSError):
        found = False
    if not found:
        asked_to_end.wait(0.3)
print("worker: ends")
