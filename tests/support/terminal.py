"""A terminal with a person before it: ganger under a shell with job control, driven by pexpect."""
import os
import signal
import subprocess
import time
from pathlib import Path

import pexpect

from ganger import EXECUTABLE, PATIENCE, GangerTestCase, free_base, wait_until
from processes import descendants, process

PROMPT = "READY> "
CTRL_C, CTRL_D, CTRL_Z, CTRL_BACKSLASH, ERASE = "\x03", "\x04", "\x1a", "\x1c", "\x7f"


class Shell:
    """bash -i in a terminal of 24 lines and `columns` columns. What it prints is matched as text."""

    def __init__(self, folder, environment, columns=100):
        environment = {"PS1": PROMPT, "TERM": "xterm", "INPUTRC": "/dev/null", "HISTFILE": "", "G": EXECUTABLE,
                       "NO_COLOR": "1", **environment}
        self.terminal = pexpect.spawn("/bin/bash", ["--norc", "--noprofile", "--noediting", "-i"], cwd=str(folder),
                                      env=environment, dimensions=(24, columns), encoding="utf-8",
                                      codec_errors="replace", timeout=10 * PATIENCE)
        self.terminal.delaybeforesend = None
        self.pid = self.terminal.pid
        self.seen = ""  # all that was matched
        self.wait_for_prompt()

    def expect(self, pattern):
        """The match, a regular expression's; whatever stands before it is skipped."""
        try:
            self.terminal.expect(pattern)
        except (pexpect.TIMEOUT, pexpect.EOF) as error:
            why = "the terminal was closed" if isinstance(error, pexpect.EOF) else "nothing more came"
            raise AssertionError(f"{why}, and no {pattern!r} in:\n{self.terminal.before[-1500:]}") from None
        self.seen += self.terminal.before + self.terminal.after
        return self.terminal.match

    def wait_for_prompt(self):
        self.expect(PROMPT)

    def type(self, text):
        """As it is: the Enter has to be in it."""
        self.terminal.send(text)

    def run(self, line):
        """What the command line prints."""
        self.type(line + "\r")
        before = len(self.seen)
        self.wait_for_prompt()
        return self.seen[before:]

    def modes(self):
        """`stty -a`, asked from outside: whatever is in the foreground."""
        name = os.readlink(f"/proc/{self.pid}/fd/0")
        return subprocess.run(["stty", "-a", "-F", name], capture_output=True, text=True, check=True).stdout

    def flood(self, text):
        """Types it as often as the terminal takes it."""
        os.set_blocking(self.terminal.child_fd, False)
        try:
            while True:
                try:
                    os.write(self.terminal.child_fd, text.encode())
                except BlockingIOError:
                    return
        finally:
            os.set_blocking(self.terminal.child_fd, True)

    def processes(self):
        return descendants(self.pid)

    def ganger(self):
        """The process of ganger itself, once there is one."""
        def found():
            for child in self.processes():
                if child.name == "ganger":
                    return child
            return None
        return wait_until(found, "there is a ganger")

    def hang_up(self):
        """The window is closed."""
        os.close(self.terminal.child_fd)
        self.terminal.closed = True
        self.terminal.child_fd = -1

    def close(self):
        for found in self.processes():
            found.kill()
        if process(self.pid):
            os.kill(self.pid, signal.SIGKILL)
        if not self.terminal.closed:
            self.terminal.close(force=True)


class TerminalTestCase(GangerTestCase):
    def shell(self, procfile, columns=100):
        self.write("Procfile", procfile)
        shell = Shell(self.folder, self.environment, columns)
        self.companions = (*self.companions, shell.pid)
        self.addCleanup(shell.close)
        return shell

    @staticmethod
    def command(*words):
        """`ganger start` on ports that are free, as it is typed."""
        return " ".join(['"$G"', "start", "-p", str(free_base()), *words])

    def start(self, shell, *words):
        shell.type(self.command(*words) + "\r")

    @staticmethod
    def gone(processes):
        """They have ended: whoever inherits them may still have to reap them."""
        found = [process(one.pid) for one in processes]
        return all(one is None or one.state == "Z" for one in found)

    @staticmethod
    def processor_time(pid):
        """Of a process, in seconds."""
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def assert_ends_within(self, shell, seconds):
        began = time.monotonic()
        shell.wait_for_prompt()
        self.assertLess(time.monotonic() - began, seconds * PATIENCE)
