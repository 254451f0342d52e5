"""Ctrl-Z, fg and bg, as a shell with job control knows them."""
import os
import signal
import time

from ganger import free_base, main, wait_until
from processes import descendants, process
from terminal import CTRL_C, CTRL_Z, TerminalTestCase
from window import Window

TICKING = "clock: while :; do echo tick; sleep 0.1; done\n"


class JobControl(TerminalTestCase):
    def suspended(self, procfile, up, *words):
        """A shell, and ganger in it, stopped by Ctrl-Z."""
        shell = self.shell(procfile)
        self.start(shell, *words)
        shell.expect(up)
        tree = descendants(shell.ganger().pid)
        shell.type(CTRL_Z)
        shell.expect("Stopped")
        shell.wait_for_prompt()
        return shell, tree

    def assert_all_stand(self, shell):
        def stand():
            states = {one.state for one in descendants(shell.ganger().pid)}
            return "T" in states and states <= {"T", "Z", "D"}  # D: in vfork, and its child is stopped

        self.assertEqual("T", shell.ganger().state)
        wait_until(stand, "every process is stopped")

    def assert_ends(self, shell, signal_name="SIGINT"):
        shell.expect(f"exit 0: stopped by {signal_name}")
        shell.type("\r")  # for the shell to notice a job of the background
        wait_until(lambda: not self.left_over(), "nothing is left")

    def test_ctrl_z_stops_every_process_and_fg_goes_on(self):
        shell, tree = self.suspended("clock: while :; do echo tick; sleep 0.1; done\n"
                                     "web: echo up; while :; do sleep 0.1; done | cat\n", r"web\.1 +\| up")
        self.assertGreaterEqual(len(tree), 3)
        self.assert_all_stand(shell)
        self.assertNotIn("tick", shell.run("echo nothing more").split("\r\n", 1)[1])
        shell.type("fg\r")
        shell.expect("tick")
        shell.expect("tick")
        shell.type(CTRL_C)
        self.assert_ends(shell)

    def test_bg_goes_on_and_prints_without_being_stopped(self):
        shell, _ = self.suspended(TICKING, r"clock\.1 +\| tick")
        shell.run("stty tostop")
        shell.type("bg\r")
        shell.expect("tick")
        shell.expect("tick")
        self.assertNotEqual("T", shell.ganger().state)
        shell.type("fg\r")
        shell.expect("tick")
        shell.type(CTRL_C)
        self.assert_ends(shell)

    def test_it_may_be_suspended_again_and_again(self):
        shell, _ = self.suspended(TICKING, r"clock\.1 +\| tick")
        for _ in range(3):
            shell.type("fg\r")
            shell.expect("tick")
            shell.type(CTRL_Z)
            shell.expect("Stopped")
            shell.wait_for_prompt()
            self.assert_all_stand(shell)
        shell.type("fg\r")
        shell.expect("tick")
        shell.type(CTRL_C)
        self.assert_ends(shell)

    def test_time_that_passed_stopped_is_no_part_of_the_grace(self):
        shell = self.shell("worker: trap '' TERM; echo up; while :; do sleep 0.1; done\n")
        self.start(shell, "-t", "2")
        shell.expect(r"\| up")
        shell.type(CTRL_C)
        shell.expect("SIGKILL in 1 s")
        shell.type(CTRL_Z)
        shell.expect("Stopped")
        stopped = time.monotonic()
        wait_until(lambda: time.monotonic() - stopped > 2.5, "longer than the grace")
        shell.type("fg\r")
        began = time.monotonic()
        shell.expect("did not end within 2 s: SIGKILL")
        self.assertGreater(time.monotonic() - began, 0.4, "about a second of the grace was left")
        self.assert_ends(shell)

    def test_a_stopped_ganger_that_is_asked_to_end_ends(self):
        shell, _ = self.suspended(TICKING, r"clock\.1 +\| tick")
        shell.type("kill %1\r")  # bash continues it, too
        self.assert_ends(shell, "SIGTERM")

    def test_a_shell_that_exits_takes_its_stopped_ganger_along(self):
        shell, tree = self.suspended(TICKING, r"clock\.1 +\| tick")
        ganger = shell.ganger()
        shell.type("exit\r")
        shell.expect("stopped jobs")
        shell.type("exit\r")
        wait_until(lambda: self.gone([ganger]), "ganger has ended")
        wait_until(lambda: self.gone(tree), "its processes have ended")

    def test_kill_9_of_a_stopped_ganger_takes_its_direct_children_along(self):
        shell, tree = self.suspended("worker: exec sleep 600\nweb: echo up; exec sleep 600\n", r"\| up")
        self.assertEqual(2, len(tree))
        shell.ganger().kill()
        wait_until(lambda: self.gone(tree), "its processes have ended")

    def test_stop_and_cont_from_outside_are_harmless(self):
        shell = self.shell(TICKING)
        self.start(shell)
        shell.expect("tick")
        ganger = shell.ganger()
        os.kill(ganger.pid, signal.SIGSTOP)
        shell.expect("Stopped")
        clock, *_ = descendants(ganger.pid)
        self.assertNotEqual("T", process(clock.pid).state, "only ganger was meant")
        os.kill(ganger.pid, signal.SIGCONT)
        shell.type("fg\r")
        shell.expect("tick")
        shell.type(CTRL_C)
        self.assert_ends(shell)

    def test_where_no_shell_could_continue_it_ctrl_z_changes_nothing(self):
        self.write("Procfile", TICKING)
        window = Window(["start", "-p", free_base()], self.folder, self.environment)
        self.addCleanup(window.kill)
        for _ in range(2):
            window.wait_for("tick")
            window.spawned.send(CTRL_Z)
            window.wait_for("tick")
            window.wait_for("tick")
        window.spawned.send(CTRL_C)
        self.assertEqual(0, window.ends())
        self.assert_nothing_left()

    def test_outside_dev_ctrl_z_means_nothing(self):
        shell = self.shell(TICKING)
        self.start(shell, "--profile", "container")
        shell.expect("tick")
        shell.type(CTRL_Z)
        shell.expect("tick")
        shell.expect("tick")
        shell.type(CTRL_C)
        self.assert_ends(shell)


if __name__ == "__main__":
    main()
