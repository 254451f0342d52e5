"""Runs the real ganger for tests: starts it, waits for what it says, and finds what it leaves behind.

The path of the executable is in $GANGER_EXECUTABLE. Nothing here sleeps for a fixed time: it waits for events with
a deadline. $TEST_PATIENCE multiplies the deadlines (sanitizers, busy machines).
"""
import ctypes
import os
import random
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from processes import descendants, reap

EXECUTABLE = os.environ.get("GANGER_EXECUTABLE", "ganger")
PATIENCE = float(os.environ.get("TEST_PATIENCE", "1"))
PROGRAMS = Path(__file__).parent / "programs"
PR_SET_CHILD_SUBREAPER = 36


def sanitized():
    """Whether ganger was built with a sanitizer, which keeps memory that was freed."""
    return b"__asan_init" in Path(shutil.which(EXECUTABLE)).read_bytes()


def wait_until(happened, what, timeout=10.0):
    """Until `happened()` is true; gives what it returned."""
    deadline = time.monotonic() + timeout * PATIENCE
    while True:
        answer = happened()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout * PATIENCE:g} s: {what}")
        time.sleep(0.005)


def stands_still(value, what, seconds=0.3, timeout=10.0):
    """Until `value()` has not changed for so long."""
    seen = []  # (since when, value) of the last change

    def rests():
        now, current = time.monotonic(), value()
        if not seen or seen[0][1] != current:
            seen[:] = [(now, current)]
        return now - seen[0][0] > seconds

    wait_until(rests, what, timeout)


def can_be_bound(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except OSError:
            return False
        return True


def free_base(types=4):
    """A base port whose first port is free for each of so many types; below the ephemeral ports."""
    while True:
        base = random.randrange(12000, 32000)
        if all(can_be_bound(base + 100 * position + offset) for position in range(types) for offset in range(3)):
            return base


class Stream:
    """What comes out of one pipe, kept whole, with the time of each line's arrival."""

    def __init__(self, pipe):
        self.bytes = b""
        self.arrivals = []  # (time, line) of whole lines
        self.closed = False
        self._changed = threading.Condition()
        self._pipe = pipe
        self._rest = b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while True:
            chunk = os.read(self._pipe.fileno(), 1 << 16)
            now = time.monotonic()
            with self._changed:
                self.bytes += chunk
                *whole, self._rest = (self._rest + chunk).split(b"\n")
                if not chunk and self._rest:
                    whole, self._rest = [self._rest], b""
                self.arrivals += [(now, line.decode(errors="surrogateescape")) for line in whole]
                self.closed = not chunk
                self._changed.notify_all()
            if not chunk:
                self._pipe.close()
                return

    def wait(self, found, what, timeout=10.0):
        deadline = time.monotonic() + timeout * PATIENCE
        with self._changed:
            while True:
                answer = found()
                if answer is not None:
                    return answer
                left = deadline - time.monotonic()
                if self.closed or left <= 0:
                    why = "the stream ended" if self.closed else f"{timeout * PATIENCE:g} s passed"
                    raise AssertionError(f"{why} without {what}; it says:\n{self.text[-6000:]}")
                self._changed.wait(left)

    def wait_for_line(self, pattern, timeout=10.0):
        """The first whole line in which `pattern` is found, as a match."""
        looked_at = 0

        def found():
            nonlocal looked_at
            for _, line in self.arrivals[looked_at:]:
                looked_at += 1
                match = re.search(pattern, line)
                if match:
                    return match
            return None

        return self.wait(found, f"a line like {pattern!r}", timeout)

    def wait_for_bytes(self, wanted, timeout=10.0):
        """`wanted` anywhere, a line's end or not."""
        return self.wait(lambda: True if wanted in self.bytes else None, repr(wanted), timeout)

    def wait_for_end(self, timeout=10.0):
        self._thread.join(timeout * PATIENCE)
        if self._thread.is_alive():
            raise AssertionError(f"the stream is still open; it says:\n{self.text[-6000:]}")

    @property
    def text(self):
        return self.bytes.decode(errors="replace")

    @property
    def lines(self):
        return [line for _, line in self.arrivals]

    def of(self, name):
        """The texts of one instance: what stands behind `web.1  | `."""
        return [line.split("| ", 1)[1] for line in self.lines if re.match(re.escape(name) + r" *\| ", line)]

    def index(self, pattern):
        """The place of the first line in which `pattern` is found."""
        for place, line in enumerate(self.lines):
            if re.search(pattern, line):
                return place
        raise AssertionError(f"no line like {pattern!r} in:\n{self.text[-6000:]}")

    def time_of(self, pattern):
        return self.arrivals[self.index(pattern)][0]


class Ganger:
    """One run of the executable in a session of its own."""

    def __init__(self, arguments, folder, environment, **popen):
        popen.setdefault("stdin", subprocess.DEVNULL)
        popen.setdefault("stdout", subprocess.PIPE)
        popen.setdefault("stderr", subprocess.PIPE)
        popen.setdefault("executable", EXECUTABLE)
        name = popen.pop("name", EXECUTABLE)  # argv[0]
        self.process = subprocess.Popen([name, *map(str, arguments)], cwd=folder, env=environment,
                                        start_new_session=True, **popen)
        self.pid = self.process.pid
        self.out = Stream(self.process.stdout) if popen["stdout"] == subprocess.PIPE else None
        self.err = Stream(self.process.stderr) if popen["stderr"] == subprocess.PIPE else None

    def wait_for(self, pattern, timeout=10.0):
        return self.out.wait_for_line(pattern, timeout)

    def send(self, number):
        self.process.send_signal(number)

    def ends(self, timeout=10.0):
        """Its exit status (negative: a signal), with all of its output read."""
        try:
            status = self.process.wait(timeout * PATIENCE)
        except subprocess.TimeoutExpired:
            tree = "\n".join(map(str, descendants(self.pid)))
            words = self.out.text[-6000:] if self.out else ""
            raise AssertionError(f"ganger still runs after {timeout * PATIENCE:g} s; it says:\n{words}\n{tree}") from None
        for stream in (self.out, self.err):
            if stream:
                stream.wait_for_end()
        return status

    def stop(self, number=signal.SIGTERM, timeout=10.0):
        self.send(number)
        return self.ends(timeout)

    def tree(self):
        """What descends from it: children, grandchildren …"""
        return descendants(self.pid)

    def kill_alone(self):
        """SIGKILL; its children go with it, and what they have started is left."""
        children = [each for each in self.tree() if each.parent == self.pid]
        self.process.kill()
        self.process.wait()
        wait_until(lambda: all(each.has_ended() for each in children), "its children die with it")

    def kill(self):
        for process in [*self.tree()]:
            process.kill()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class GangerTestCase(unittest.TestCase):
    """A folder of its own for each test, a clean environment, and nothing left at the end."""

    companions = ()  # pids that the test started itself
    leaves = "nothing"

    @classmethod
    def setUpClass(cls):
        # What survives ganger becomes our child, in whatever session and group it hides.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="ganger-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C.UTF-8",
                            "PYTHONDONTWRITEBYTECODE": "1"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.addCleanup(self._remove_what_is_left)

    def write(self, name, text, mode=None):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if mode is not None:
            path.chmod(mode)
        return path

    @staticmethod
    def program(name):
        """How to run one of programs/ in a Procfile. They start fast: no site packages."""
        return f"/usr/bin/python3 -I -S -u {shlex.quote(str(PROGRAMS / name))}.py"

    def ganger(self, *arguments, environment=None, folder=None, **popen):
        run = Ganger(arguments, folder or self.folder, {**self.environment, **(environment or {})}, **popen)
        self.addCleanup(run.kill)
        return run

    def start(self, *arguments, **options):
        """`ganger start` on ports that are free, unless -p says otherwise."""
        if "-p" not in arguments:
            arguments = ("-p", free_base(), *arguments)
        return self.ganger("start", *arguments, **options)

    def left_over(self):
        return [process for process in descendants(os.getpid()) if process.pid not in self.companions]

    def assert_nothing_left(self, zombies=True):
        """No process, and no zombie that ganger should have reaped."""
        left = [process for process in self.left_over() if zombies or process.state != "Z"]
        self.assertEqual([], left, "ganger has ended and left processes behind")

    def _remove_what_is_left(self):
        for process in self.left_over():
            process.kill()
        for process in self.left_over():
            reap(process.pid)


def main():
    # `unittest` names the tests that ran; the first failure is not the last word.
    unittest.main(verbosity=2, argv=sys.argv)
