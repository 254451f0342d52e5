"""A terminal with ganger in it, driven by pexpect: what a developer sees and types."""
import re

import pexpect

from ganger import EXECUTABLE, PATIENCE


class Window:
    """One run of the executable; its standard input, output and error are a terminal of 100 columns."""

    def __init__(self, arguments, folder, environment, columns=100, rows=30, executable=EXECUTABLE):
        self.spawned = pexpect.spawn(executable, [str(each) for each in arguments], cwd=str(folder),
                                     env={"TERM": "xterm", **environment}, dimensions=(rows, columns), timeout=None)
        self.pid = self.spawned.pid
        self.seen = b""  # until what was waited for last

    def wait_for(self, pattern, timeout=10.0):
        """The next match of `pattern` (of bytes) in what the terminal gets."""
        pattern = pattern.encode() if isinstance(pattern, str) else pattern
        try:
            self.spawned.expect(pattern, timeout=timeout * PATIENCE)
        except (pexpect.EOF, pexpect.TIMEOUT) as problem:
            why = "it ended" if isinstance(problem, pexpect.EOF) else f"{timeout * PATIENCE:g} s passed"
            said = (self.seen + (self.spawned.before or b"")).decode(errors="replace")
            raise AssertionError(f"{why} without {pattern!r}; it shows:\n{said[-6000:]}") from None
        self.seen += self.spawned.before + self.spawned.after
        return self.spawned.match

    def resize(self, columns, rows):
        self.spawned.setwinsize(rows, columns)

    def ends(self, timeout=10.0):
        """Its exit status (negative: a signal), with all of its output read."""
        try:
            self.spawned.expect(pexpect.EOF, timeout=timeout * PATIENCE)
        except pexpect.TIMEOUT:
            said = (self.seen + (self.spawned.before or b"")).decode(errors="replace")
            raise AssertionError(f"ganger still runs after {timeout * PATIENCE:g} s:\n{said[-6000:]}") from None
        self.seen += self.spawned.before
        self.spawned.close()
        return -self.spawned.signalstatus if self.spawned.signalstatus else self.spawned.exitstatus

    def of(self, name):
        """The texts of one instance, without the colours before them."""
        begin = re.compile(rb"(?:\x1b\[[0-9;]*m)?(?:\d\d:\d\d:\d\d )?" + re.escape(name.encode()) + rb" *\|(?:\x1b\[0m)? ")
        texts = []
        for line in self.seen.split(b"\r\n"):
            match = begin.match(line)
            if match:
                texts.append(line[match.end():].decode(errors="replace"))
        return texts

    def kill(self):
        self.spawned.close(force=True)
