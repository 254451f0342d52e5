"""A person at a terminal: Ctrl-C, Ctrl-Z, a window that changes its size, and one that is closed."""
import re
import time

from faults import FaultCase, child
from ganger import main, wait_until
from processes import descendants
from terminal import CTRL_C, CTRL_Z, TerminalTestCase

COUNT = 5
LISTENS = child("tell", "INT", "tell", "TERM", "tell", "HUP", "tell", "WINCH", "print", "up", "wait")


class Terminal(FaultCase, TerminalTestCase):
    def running(self, *words):
        """Ganger in a shell, with children that say which signals they get."""
        shell = self.shell(f"worker: {LISTENS}\n")
        self.start(shell, f"worker={COUNT}", "-t", "1", *words)
        for _ in range(COUNT):
            shell.expect(r"\| up\r")
        return shell

    def got(self, shell):
        return sorted(re.findall(r"(worker\.\d) +\| got (\w+)", shell.seen))

    def test_37_ctrl_c_is_one_signal_to_each(self):
        """Ctrl-C in the foreground, 5 children that ignore it, -t 1"""
        shell = self.running()
        began = time.monotonic()
        shell.type(CTRL_C)
        shell.expect("exit 0: stopped by SIGINT")
        shell.wait_for_prompt()
        self.assertEqual([(f"worker.{number}", "TERM") for number in range(1, COUNT + 1)], self.got(shell))
        self.tells("each gets TERM, once, and KILL at the deadline", f"{time.monotonic() - began:.2f} s")

    def test_37_ctrl_z_and_fg(self):
        """Ctrl-Z, fg, Ctrl-Z, fg"""
        shell = self.running()
        tree = descendants(shell.ganger().pid)
        for _ in range(2):
            shell.type(CTRL_Z)
            shell.expect("Stopped")
            shell.wait_for_prompt()
            wait_until(lambda: {found.state for found in descendants(shell.ganger().pid)} == {"T"}, "all stand")
            shell.type("fg\r")
            wait_until(lambda: {found.state for found in descendants(shell.ganger().pid)} == {"S"}, "all go on")
        self.assertEqual([found.pid for found in tree], [found.pid for found in descendants(shell.ganger().pid)])
        shell.type(CTRL_C)
        shell.expect("exit 0: stopped by SIGINT")
        shell.wait_for_prompt()
        self.assertEqual(["TERM"] * COUNT, [name for _, name in self.got(shell)])
        self.tells("all stand, all go on, no other signal reaches them")

    def test_37_a_new_size_is_told_once(self):
        """the window changes its size"""
        shell = self.running()
        shell.terminal.setwinsize(30, 132)
        for _ in range(COUNT):
            shell.expect("got WINCH")
        shell.type(CTRL_C)
        shell.expect("exit 0: stopped by SIGINT")
        shell.wait_for_prompt()
        self.assertEqual(sorted(["TERM", "WINCH"] * COUNT), sorted(name for _, name in self.got(shell)))
        self.tells("each gets WINCH, once")

    def test_37_a_window_that_is_closed_ends_all(self):
        """the window is closed, children ignore TERM and HUP, -t 1"""
        shell = self.running()
        began = time.monotonic()
        shell.hang_up()
        wait_until(lambda: {found.state for found in self.left_over()} <= {"Z"}, "nothing is left")
        seconds = time.monotonic() - began
        self.assert_within(0.95, 4, seconds, "the deadline")
        self.killed = True  # the shell ends, too, and leaves its zombies to us
        self.tells("an orderly end, 0 processes left", f"{seconds:.2f} s")


if __name__ == "__main__":
    main()
