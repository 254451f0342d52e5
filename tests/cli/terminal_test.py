"""The terminal is given back as it was on every way out, and ganger ends with it."""
import os
import signal
import time

from ganger import main, wait_until
from processes import descendants
from terminal import CTRL_BACKSLASH, CTRL_C, CTRL_Z, TerminalTestCase

UP = "app: echo up; exec sleep 600\n"
STUBBORN = "app: trap '' TERM; echo up; while :; do sleep 0.1; done\n"


class Modes(TerminalTestCase):
    def assert_given_back(self, procfile, *steps, words=(), says=""):
        """Each step is a key to type or a signal to ganger, and what is to be seen then."""
        shell = self.shell(procfile)
        before = shell.modes()
        self.start(shell, *words)
        for action, answer in steps:
            if isinstance(action, signal.Signals):
                os.kill(shell.ganger().pid, action)
            else:
                shell.type(action)
            shell.expect(answer)
        if says:
            shell.expect(says)
        shell.wait_for_prompt()
        self.assertEqual(before, shell.modes())

    def reading(self, *steps):
        """The first step waits until the terminal is ganger's."""
        return [("", r"\| up"), *steps]

    def test_it_is_another_one_while_keys_are_read(self):
        shell = self.shell(UP)
        before = shell.modes()
        self.start(shell)
        shell.expect(r"\| up")
        self.assertIn("-icanon", shell.modes())
        self.assertNotIn("-isig", shell.modes())
        shell.type(CTRL_C)
        shell.wait_for_prompt()
        self.assertEqual(before, shell.modes())

    def test_an_end_by_itself(self):
        self.assert_given_back("app: echo up\n", says="exit 0")

    def test_a_failure(self):
        self.assert_given_back("app: echo up; exit 3\n", says="exit 3")

    def test_a_program_that_is_not_there(self):
        self.assert_given_back("app: /nowhere/at/all\n", says="exit 127")

    def test_ctrl_c_and_ctrl_backslash(self):
        self.assert_given_back(UP, *self.reading((CTRL_C, "exit 0: stopped by SIGINT")))
        self.assert_given_back(UP, *self.reading((CTRL_BACKSLASH, "exit 0: stopped by SIGQUIT")))

    def test_a_second_ctrl_c(self):
        self.assert_given_back(STUBBORN, *self.reading((CTRL_C, "SIGKILL in"), (CTRL_C, "exit 0: stopped by SIGINT")))

    def test_a_request_from_elsewhere(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            self.assert_given_back(UP, *self.reading((number, f"exit 0: stopped by {number.name}")))

    def test_a_signal_that_ends_ganger_at_once(self):
        # A sanitizer's own handler of the middle two aborts.
        for number, word in ((signal.SIGABRT, "Aborted"), (signal.SIGSEGV, "Segmentation fault|Aborted"),
                             (signal.SIGBUS, "Bus error|Aborted"), (signal.SIGALRM, "Alarm clock")):
            self.assert_given_back(UP, *self.reading((number, word)))

    def test_ctrl_z(self):
        shell = self.shell(UP)
        before = shell.modes()
        self.start(shell)
        shell.expect(r"\| up")
        for _ in range(2):
            wait_until(lambda: "-icanon" in shell.modes(), "ganger reads the keys")
            shell.type(CTRL_Z)
            shell.expect("Stopped")
            shell.wait_for_prompt()
            self.assertEqual(before, shell.modes())
            shell.type("fg\r")
        wait_until(lambda: "-icanon" in shell.modes(), "ganger reads the keys")
        shell.type(CTRL_C)
        shell.wait_for_prompt()
        self.assertEqual(before, shell.modes())

    def test_a_stop_from_outside_and_fg(self):
        shell = self.shell(UP)
        before = shell.modes()
        self.start(shell)
        shell.expect(r"\| up")
        os.kill(shell.ganger().pid, signal.SIGSTOP)
        shell.expect("Stopped")
        shell.wait_for_prompt()
        shell.type("fg\r")
        wait_until(lambda: "-icanon" in shell.modes(), "ganger reads the keys")
        shell.type(CTRL_C)
        shell.wait_for_prompt()
        self.assertEqual(before, shell.modes())

    def test_a_terminal_that_is_somebody_elses_is_left_alone(self):
        shell = self.shell("app: while :; do echo tick; sleep 0.1; done\n")
        before = shell.modes()
        shell.run("stty tostop")
        tostop = shell.modes()
        self.assertNotEqual(before, tostop)
        shell.type(self.command() + " &\r")
        shell.expect("tick")
        shell.expect("tick")
        ganger = shell.ganger()
        self.assertNotEqual("T", ganger.state)
        self.assertEqual(tostop, shell.modes())
        os.kill(ganger.pid, signal.SIGTERM)
        shell.expect("exit 0: stopped by SIGTERM")
        wait_until(lambda: not self.left_over(), "nothing is left")
        self.assertEqual(tostop, shell.modes())


class HangUp(TerminalTestCase):
    def hangs_up(self, procfile, up, before="", words=()):
        """A ganger whose terminal has gone away, and its processes."""
        shell = self.shell(procfile)
        # That shell lives on, and tells how ganger ended.
        shell.type(f"sh -c 'trap : HUP; {before} {self.command(*words)}; echo $? > status'\r")
        for pattern in up:
            shell.expect(pattern)
        ganger = shell.ganger()
        tree = descendants(ganger.pid)
        shell.hang_up()
        return ganger, tree

    def status(self):
        path = self.folder / "status"
        wait_until(lambda: path.exists() and path.read_text().endswith("\n"), "the status is there")
        return int(path.read_text())

    def test_all_ends_as_if_it_was_asked_for(self):
        ganger, tree = self.hangs_up("web: echo up; sleep 600 & wait\napp: echo up; (sleep 600; true) | cat\n",
                                     [r"\| up", r"\| up"])
        self.assertGreaterEqual(len(tree), 4)
        wait_until(lambda: self.gone([ganger, *tree]), "ganger and all of its processes have ended")
        self.assertEqual(0, self.status())
        wait_until(lambda: self.gone(self.left_over()), "nothing is left")

    def test_one_that_reads_keys_ends_too(self):
        ganger, tree = self.hangs_up("app: echo up; cat\n", [r"\| up"])
        wait_until(lambda: self.gone([ganger, *tree]), "ganger and all of its processes have ended")
        self.assertEqual(0, self.status())

    def test_one_that_writes_all_the_time_ends_too(self):
        ganger, tree = self.hangs_up("app: yes\n", ["y"])
        wait_until(lambda: self.gone([ganger, *tree]), "ganger and all of its processes have ended")
        self.assertEqual(0, self.status())

    def test_a_process_that_ignores_it_is_killed_at_the_deadline(self):
        ganger, tree = self.hangs_up("app: trap '' TERM HUP; echo up; while :; do sleep 0.1; done\n", [r"\| up"],
                                     words=("-t", "1"))
        wait_until(lambda: self.gone([ganger, *tree]), "ganger and all of its processes have ended")
        self.assertEqual(0, self.status())

    def test_with_nohup_it_ends_for_want_of_a_reader(self):
        ganger, tree = self.hangs_up("app: while :; do echo tick; sleep 0.05; done\n", ["tick"], before="trap \"\" HUP;")
        wait_until(lambda: self.gone([ganger, *tree]), "ganger and all of its processes have ended")
        self.assertEqual(0, self.status())

    def test_where_it_goes_on_it_does_not_spin(self):
        for procfile in ("app: while :; do echo tick; sleep 0.05; done\n", "app: echo tick; exec sleep 600\n"):
            ganger, tree = self.hangs_up(procfile, ["tick"], before="trap \"\" HUP;", words=("--profile", "container"))
            used = self.processor_time(ganger.pid)
            began = time.monotonic()
            wait_until(lambda: time.monotonic() - began > 1, "a second")
            self.assertFalse(self.gone([ganger]), "outside dev the processes go on")
            self.assertLess(self.processor_time(ganger.pid) - used, 0.3)
            os.kill(ganger.pid, signal.SIGTERM)
            wait_until(lambda: self.gone([ganger, *tree]), "ganger and all of its processes have ended")

    def test_a_suspended_one_ends_too(self):
        shell = self.shell(UP)
        self.start(shell)
        shell.expect(r"\| up")
        ganger = shell.ganger()
        tree = descendants(ganger.pid)
        shell.type(CTRL_Z)
        shell.expect("Stopped")
        shell.wait_for_prompt()
        shell.hang_up()
        wait_until(lambda: self.gone([ganger, *tree]), "ganger and all of its processes have ended")


if __name__ == "__main__":
    main()
