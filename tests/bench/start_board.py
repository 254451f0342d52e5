"""The board of start_board.hpp, seen from the measuring side, and the runs that are measured on it."""
import mmap
import os
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from pathlib import Path

PLACES = 4096
SIZE = 8 * (2 + PLACES)


class Board:
    def __init__(self):
        folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self._file = tempfile.NamedTemporaryFile(prefix="ganger-start-", dir=folder)
        self._file.truncate(SIZE)
        self._memory = mmap.mmap(self._file.fileno(), SIZE)
        self.path = self._file.name

    def clear(self):
        self._memory[:] = b"\0" * SIZE

    def numbers(self, first, count):
        return struct.unpack_from(f"{count}Q", self._memory, 8 * first)

    def wait_for(self, count, timeout=60):
        """Seconds of CLOCK_MONOTONIC at which the last of so many has started."""
        deadline = time.monotonic() + timeout
        while True:
            started = self.numbers(2, count)
            if self.numbers(0, 1)[0] >= count and all(started):
                return max(started) / 1e9
            if time.monotonic() > deadline:
                raise SystemExit(f"only {self.numbers(0, 1)[0]} of {count} have started within {timeout} s")
            time.sleep(0.002)

    def ballast_ready(self):
        return self.numbers(1, 1)[0] / 1e9


class Supervised:
    """`count` copies of the child under one supervisor, from before its start until the last of them runs."""

    def __init__(self, board, command, folder, ballast=None):
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "START_BOARD": board.path}
        if ballast:
            self.environment |= {"LD_PRELOAD": ballast, "START_BALLAST": "64"}
        board.clear()
        self._board = board
        self._ballast = ballast
        self._begun = time.monotonic()
        self.process = subprocess.Popen(command, cwd=folder, env=self.environment, start_new_session=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def seconds_until_started(self, count):
        last = self._board.wait_for(count)
        return last - (self._board.ballast_ready() if self._ballast else self._begun)

    def stop(self):
        """Asks it to end; seconds until it has."""
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        return time.monotonic() - asked


class Bench:
    """The programs that are compared. Their commands are the same: `sh -c 'exec CHILD'`, as a Procfile's are run."""

    def __init__(self, ganger, reference, child):
        self._ganger, self._reference, self._child = ganger, reference, child
        self.board = Board()
        self.folder = tempfile.mkdtemp(prefix="ganger-bench-")
        Path(self.folder, "Procfile").write_text(f"worker: {child}\n")

    def start_ganger(self, count, ballast=None):
        port = random.randrange(12000, 30000)
        return Supervised(self.board, [self._ganger, "start", "-p", str(port), f"worker={count}"], self.folder, ballast)

    def start_reference(self, count, ballast=None):
        command = [self._reference, str(count), "/bin/sh", "-c", f"exec {self._child}"]
        return Supervised(self.board, command, self.folder, ballast)

    def start_reference_without_shell(self, count, ballast=None):
        return Supervised(self.board, [self._reference, str(count), self._child], self.folder, ballast)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)
