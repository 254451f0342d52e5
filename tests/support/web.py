"""Requests to the apps under test."""
import json
import threading
import urllib.error
import urllib.request

from ganger import PATIENCE, wait_until


def request(port, path, method="GET", timeout=20.0):
    """(status, document); the connection may fail."""
    wanted = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    try:
        with urllib.request.urlopen(wanted, timeout=timeout * PATIENCE) as answer:
            return answer.status, json.loads(answer.read() or "null")
    except urllib.error.HTTPError as error:
        return error.code, None


def wait_for_answer(run, port, path="/", timeout=20.0):
    """Until the port of an app that runs under ganger answers; gives the document."""
    def answers():
        if run.process.poll() is not None:
            raise AssertionError(f"ganger has ended:\n{run.out.text}\n{run.err.text}")
        try:
            status, document = request(port, path)
        except OSError:
            return None
        return document if status == 200 else None

    try:
        return wait_until(answers, f"port {port} answers {path}", timeout)
    except AssertionError as error:
        raise AssertionError(f"{error}; the stream:\n{run.out.text[-6000:]}") from None


class InFlight:
    """A request that is under way while the test goes on."""

    def __init__(self, port, path):
        self._answer = None
        self._error = None
        self._thread = threading.Thread(target=self._run, args=(port, path), daemon=True)
        self._thread.start()

    def _run(self, port, path):
        try:
            self._answer = request(port, path)
        except OSError as error:
            self._error = error

    def answer(self, timeout=20.0):
        self._thread.join(timeout * PATIENCE)
        if self._error:
            raise AssertionError(f"the request in flight was lost: {self._error}")
        if self._answer is None:
            raise AssertionError("the request in flight is still not answered")
        return self._answer
