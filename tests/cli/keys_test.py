"""What is typed reaches a single instance: a debugger is answered, and the line looks as on a terminal of its own."""
import os
import re
import signal
import time

import pexpect

from ganger import main, wait_until
from screen import screen
from terminal import CTRL_C, CTRL_D, CTRL_Z, ERASE, TerminalTestCase

CTRL_A = "\x01"
PYTHON = "/usr/bin/python3 -I -u"

DEBUGGED = """
print("up")
x = 41
breakpoint()
y = x + 1
print("y is", y)
"""

COUNTS = """
import signal
numbers = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
signal.alarm(60)
print("up", flush=True)
while True:
    print("got", signal.Signals(signal.sigwait(numbers)).name, flush=True)
"""


class Keys(TerminalTestCase):
    def runs(self, script, *words, columns=100):
        """A shell, and in it a ganger that runs a Python script."""
        self.write("app.py", script)
        shell = self.shell(f"app: {PYTHON} app.py\n", columns)
        self.start(shell, "--timestamps", "none", *words)
        return shell

    def shown(self, shell, columns=100):
        """What stands behind the name of app.1, line by line."""
        return [line.removeprefix("app.1  |").removeprefix(" ") for line in screen(shell.seen, columns)
                if line.startswith("app.1  |")]

    def assert_ends(self, shell, reason):
        shell.expect(re.escape(reason))
        shell.wait_for_prompt()
        self.assert_nothing_left()

    def test_a_debugger_is_answered(self):
        shell = self.runs(DEBUGGED)
        for command, answer in (("n", r"print\(\"y is\", y\)"), ("p 1+1", r"\| 2"), ("p x, y", r"\(41, 42\)")):
            shell.expect(r"\(Pdb\) ")
            shell.type(command + "\r")
            shell.expect(answer)
        shell.expect(r"\(Pdb\) ")
        shell.type("c\r")
        self.assert_ends(shell, "exit 0: every process has ended")
        shown = self.shown(shell)
        for line in ("(Pdb) n", "(Pdb) p 1+1", "2", "(Pdb) p x, y", "(Pdb) c", "y is 42"):
            self.assertIn(line, shown)

    def test_the_one_process_of_a_container_with_a_terminal_is_answered(self):
        """docker run -it"""
        shell = self.runs(DEBUGGED, "--profile", "container")
        shell.expect(r"\(Pdb\) ")
        shell.type("p 1+1\r")
        shell.expect(r"\n2\r\n")
        shell.expect(r"\(Pdb\) ")
        shell.type("c\r")
        shell.expect("\ny is 42\r")
        self.assert_ends(shell, "exit 0")

    def test_two_processes_of_a_container_with_a_terminal_read_nothing(self):
        self.write("ganger.toml", "[app]\nexit_when = 'all'\n")
        shell = self.shell("a: cat; test -t 0 || echo a has none\nb: cat; test -t 1 || echo b has none\n")
        self.start(shell, "--profile", "container")
        for name in "ab":
            shell.expect(f"{name} has none")
        shell.type(CTRL_C)
        self.assert_ends(shell, "exit 0")

    def test_a_line_of_a_debugger_is_edited(self):
        shell = self.runs(DEBUGGED)
        shell.expect(r"\(Pdb\) ")
        shell.type("rint(700 + 77)" + "\x1b[D" + ERASE + "6" + CTRL_A + "p\r")
        shell.expect(r"\| 776")
        shell.expect(r"\(Pdb\) ")
        shell.type("\x1b[A\r")  # once more, from the history
        shell.expect(r"\| 776")
        shell.type("c\r")
        self.assert_ends(shell, "exit 0: every process has ended")
        self.assertEqual(2, self.shown(shell).count("(Pdb) print(700 + 76)"), shell.seen)

    def test_a_question_is_answered_and_the_erase_key_erases(self):
        shell = self.runs("print('hello', input('who? '))\n")
        shell.expect(r"who\? ")
        shell.type("you" + 3 * ERASE + 3 * ERASE + "wórld" + ERASE + "d!\r")
        self.assert_ends(shell, "exit 0: every process has ended")
        self.assertEqual(["who? wórld!", "hello wórld!"], self.shown(shell)[-2:])

    def test_the_erase_key_of_the_line_discipline_erases(self):
        shell = self.shell("app: printf 'who? '; read name; echo hello $name\n")
        self.start(shell, "--timestamps", "none")
        shell.expect(r"who\? ")
        shell.type("yox" + ERASE + "u\r")
        self.assert_ends(shell, "exit 0: every process has ended")
        self.assertEqual(["who? you", "hello you"], self.shown(shell)[-2:])

    def test_a_password_is_not_shown(self):
        shell = self.runs("import getpass\nprint(len(getpass.getpass('secret: ')))\n")
        shell.expect("secret: ")
        shell.type("xyzzy\r")
        self.assert_ends(shell, "exit 0: every process has ended")
        self.assertNotIn("xyzzy", shell.seen)
        self.assertEqual(["secret:", "5"], self.shown(shell)[-2:])

    def test_a_line_longer_than_the_terminal_is_typed(self):
        shell = self.runs("while True: print(len(input('? ')))\n", columns=60)
        shell.expect(r"\? ")
        shell.type("x" * 150 + "\r")
        shell.expect(r"\| 150")
        shell.type(CTRL_C)
        self.assert_ends(shell, "exit 0: stopped by SIGINT")

    def test_no_letter_is_a_command(self):
        shell = self.shell("app: cat\n")
        self.start(shell, "--timestamps", "none")
        shell.expect("app.1 started")
        for letter in "qrsfahxQ?:\x1d":
            shell.type(letter)
        shell.type("\r")
        shell.expect("qrsfahxQ")
        shell.expect("qrsfahxQ")
        shell.type(CTRL_C)
        self.assert_ends(shell, "exit 0: stopped by SIGINT")

    def test_ctrl_d_is_the_end_of_the_input(self):
        shell = self.shell("app: cat; echo the end\n")
        self.start(shell)
        shell.expect("app.1 started")
        shell.type(CTRL_D)
        shell.expect(r"\| the end")
        self.assert_ends(shell, "exit 0: every process has ended")

    def test_a_program_in_raw_mode_gets_each_key_as_it_is(self):
        shell = self.runs("import os, sys, tty\ntty.setraw(0)\nprint('up\\r')\n"
                          "keys = b''\nwhile not keys.endswith(b'.'): keys += os.read(0, 10)\nprint(repr(keys))\n")
        shell.expect(r"\| up")
        shell.type("a\r\x16\x0f\x1b[A\x7f\n.")
        shell.expect(re.escape(r"b'a\r\x16\x0f\x1b[A\x7f\n.'"))
        self.assert_ends(shell, "exit 0: every process has ended")

    def test_what_was_typed_before_it_started_is_not_lost(self):
        shell = self.shell("app: sh -c 'read name; echo hello $name'\n")
        shell.type(self.command() + "\ryou\r")
        shell.expect("hello you")
        self.assert_ends(shell, "exit 0: every process has ended")

    def test_a_child_that_does_not_read_is_no_obstacle(self):
        shell = self.runs("import time\nprint('up')\ntime.sleep(60)\n")
        shell.expect(r"\| up")
        ganger = shell.ganger()
        for _ in range(20):  # each time the kernel has moved a part of it on
            shell.flood(("x" * 99 + "\r") * 10)
            shell.terminal.expect(["x", pexpect.TIMEOUT], timeout=0.02)
        used = self.processor_time(ganger.pid)
        began = time.monotonic()
        wait_until(lambda: time.monotonic() - began > 0.5, "half a second")
        self.assertLess(self.processor_time(ganger.pid) - used, 0.1)
        tree = shell.processes()
        os.kill(ganger.pid, signal.SIGINT)
        shell.expect("exit 0: stopped by SIGINT")
        wait_until(lambda: self.gone(tree), "all have ended")  # the shell is busy with what was left over

    def assert_nobody_gets_the_keys(self, procfile, started):
        shell = self.shell(procfile)
        self.start(shell, "--timestamps", "none")
        shell.expect(started)
        shell.type("hello\r")
        shell.expect("hello")
        shell.type(CTRL_C)
        self.assert_ends(shell, "exit 0: stopped by SIGINT")
        self.assertEqual([], [line for line in screen(shell.seen) if "| hello" in line])

    def test_with_two_instances_nobody_gets_the_keys(self):
        self.assert_nobody_gets_the_keys("app: cat\nworker: cat\n", "worker.1 started")

    def test_without_a_pty_nobody_gets_the_keys(self):
        self.write("ganger.toml", "[types.app]\npty = 'never'\n")
        self.assert_nobody_gets_the_keys("app: cat\n", "app.1 started")

    def test_a_job_of_the_background_gets_the_keys_when_it_is_in_the_foreground(self):
        shell = self.shell("app: echo up; cat\n")
        shell.run("stty tostop")
        before = shell.modes()
        shell.type(self.command() + " &\r")
        shell.expect(r"\| up")
        self.assertEqual(before, shell.modes())
        self.assertIn("mine", shell.run("echo mi''ne"))
        shell.type("fg\r")
        shell.expect("start")
        wait_until(lambda: "-icanon" in shell.modes(), "ganger reads the keys")
        shell.type("hello\r")
        shell.expect(r"hello\r\n.*\| hello")
        shell.type(CTRL_C)
        self.assert_ends(shell, "exit 0: stopped by SIGINT")
        self.assertEqual(before, shell.modes())

    def test_ctrl_z_and_fg_in_the_middle_of_a_line(self):
        shell = self.runs("print('hello', input('who? '))\n")
        shell.expect(r"who\? ")
        shell.type("yo")
        shell.expect("yo")
        shell.type(CTRL_Z)
        shell.expect("Stopped")
        shell.wait_for_prompt()
        self.assertIn(" icanon", shell.run("stty -a"))
        shell.type("fg\r")
        wait_until(lambda: "-icanon" in shell.modes(), "ganger reads the keys")
        shell.type("u\r")
        shell.expect("hello you")
        self.assert_ends(shell, "exit 0: every process has ended")

    def test_ctrl_z_and_bg_leave_the_keys_to_the_shell(self):
        shell = self.runs("import time\nprint('up')\nwhile True: time.sleep(0.1); print('tick')\n")
        shell.expect(r"\| up")
        shell.type(CTRL_Z)
        shell.expect("Stopped")
        before = shell.modes()
        shell.type("bg\r")
        shell.expect("tick")
        shell.expect("tick")
        self.assertIn(" icanon", shell.run("stty -a"))
        shell.type("kill %1\r")
        shell.expect("exit 0: stopped by SIGTERM")
        wait_until(lambda: not self.left_over(), "nothing is left")
        self.assertEqual(before, shell.modes())


class Signals(TerminalTestCase):
    def got(self, types, *keys):
        self.write("counts.py", COUNTS)
        shell = self.shell("".join(f"{name}: {PYTHON} counts.py\n" for name in types))
        self.start(shell, "-t", "20")
        for _ in types:
            shell.expect(r"\| up")
        for key, answer in keys:
            shell.type(key)
            shell.expect(answer)
        shell.wait_for_prompt()
        self.assert_nothing_left()
        return re.findall(r"(\w+)\.1 +\| got (\w+)", shell.seen)

    def test_ctrl_c_reaches_each_child_exactly_once_and_a_second_one_kills(self):
        for types in (["web"], ["web", "worker", "beat"]):
            got = self.got(types, (CTRL_C, "SIGKILL in 19 s"), (CTRL_C, "exit 0: stopped by SIGINT"))
            self.assertEqual(sorted((name, "SIGTERM") for name in types), sorted(got))

    def test_two_within_200_ms_are_one(self):
        got = self.got(["web"], (2 * CTRL_C, "SIGKILL in 18 s"), (CTRL_C, "exit 0: stopped by SIGINT"))
        self.assertEqual([("web", "SIGTERM")], got)


if __name__ == "__main__":
    main()
