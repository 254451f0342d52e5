"""The board of start_board.hpp, seen from the measuring side, and the runs that are measured on it."""
import mmap
import os
import random
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from pathlib import Path

PLACES = 4096
WANTED, PLACES_TAKEN, RECORDED, BALLAST_READY, STARTED = range(5)
SIZE = 8 * (STARTED + PLACES)


class Board:
    def __init__(self, folder):
        self.path = os.path.join("/dev/shm" if os.access("/dev/shm", os.W_OK) else folder, f"ganger-start-{os.getpid()}")
        with open(self.path, "w+b") as file:
            file.truncate(SIZE)
            self._memory = mmap.mmap(file.fileno(), SIZE)
        self.fifo = os.path.join(folder, "done")
        os.mkfifo(self.fifo)
        self._done = os.open(self.fifo, os.O_RDWR)  # we are a writer, too: it never ends

    def clear(self, wanted):
        self._memory[:] = b"\0" * SIZE
        struct.pack_into("Q", self._memory, 8 * WANTED, wanted)

    def expect_more(self, count):
        """Of those that start from now on; how many that are in all."""
        total = self.numbers(RECORDED)[0] + count
        struct.pack_into("Q", self._memory, 8 * WANTED, total)
        return total

    def numbers(self, first, count=1):
        return struct.unpack_from(f"{count}Q", self._memory, 8 * first)

    def wait_for(self, count, timeout=60):
        """Seconds of CLOCK_MONOTONIC at which the last of so many has started."""
        ready, _, _ = select.select([self._done], [], [], timeout)
        if not ready:
            raise SystemExit(f"only {self.numbers(RECORDED)[0]} of {count} have started within {timeout} s")
        os.read(self._done, 1)
        return max(self.numbers(STARTED, count)) / 1e9

    def ballast_ready(self):
        return self.numbers(BALLAST_READY)[0] / 1e9

    def close(self):
        os.close(self._done)
        os.unlink(self.path)


class Supervised:
    """`count` copies of the child under one supervisor, from before its start until the last of them runs."""

    def __init__(self, board, count, command, folder, ballast=None):
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "START_BOARD": board.path, "START_DONE": board.fifo}
        if ballast:
            self.environment |= {"LD_PRELOAD": os.path.abspath(ballast), "START_BALLAST": "64"}
        board.clear(count)
        self._board, self._count = board, count
        self._ballast = ballast
        self._begun = time.monotonic()
        self.process = subprocess.Popen(command, cwd=folder, env=self.environment, start_new_session=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def seconds_until_started(self):
        last = self._board.wait_for(self._count)
        return last - (self._board.ballast_ready() if self._ballast else self._begun)

    def stop(self):
        """Asks it to end; seconds until it has. (Popen.wait with a timeout asks at 0.5, 1.5, 3.5 … 31.5, 63.5 ms only.)"""
        end = os.pidfd_open(self.process.pid)
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        has_ended, _, _ = select.select([end], [], [], 60)
        seconds = time.monotonic() - asked
        os.close(end)
        if not has_ended:
            raise SystemExit(f"{self.process.pid} has not ended within 60 s")
        self.process.wait()
        return seconds


class Bench:
    """The programs that are compared. Their command is the same, and needs no shell."""

    def __init__(self, ganger, reference, child, least=""):
        programs = (ganger, reference, child, least)
        self._ganger, self._reference, self._child, self._least = (os.path.abspath(path) for path in programs)
        self.folder = tempfile.mkdtemp(prefix="ganger-bench-")
        self.board = Board(self.folder)
        Path(self.folder, "Procfile").write_text(f"worker: {self._child}\n")

    def start_ganger(self, count, ballast=None):
        port = random.randrange(12000, 30000)
        command = [self._ganger, "start", "-p", str(port), f"worker={count}"]
        return Supervised(self.board, count, command, self.folder, ballast)

    def start_reference(self, count, ballast=None):
        return Supervised(self.board, count, [self._reference, str(count), self._child], self.folder, ballast)

    def start_least(self, count, ballast=None):
        return Supervised(self.board, count, [self._least, str(count), self._child], self.folder, ballast)

    def close(self):
        self.board.close()
        shutil.rmtree(self.folder, ignore_errors=True)
