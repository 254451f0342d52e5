"""How everything ends: TERM, CONT, the deadline, KILL, and whatever hides from it."""
import os
import re
import signal
import time

from ganger import PATIENCE, GangerTestCase, main, wait_until
from processes import process


class Stop(GangerTestCase):
    def start_and_wait(self, procfile, up, *arguments):
        self.write("Procfile", procfile)
        run = self.start(*arguments)
        for pattern in ([up] if isinstance(up, str) else up):
            run.wait_for(pattern)
        return run

    def assert_within(self, low, high, seconds, what):
        self.assertGreaterEqual(seconds, low, what)
        self.assertLess(seconds, high * PATIENCE, what)

    def test_a_process_that_ignores_term_is_killed_at_the_deadline(self):
        run = self.start_and_wait("worker: trap '' TERM; echo up; while :; do sleep 0.2; done\n", r"\| up", "-t", "3")
        asked = time.monotonic()
        self.assertEqual(0, run.stop())
        self.assert_within(2.95, 3.2 + 0.3, time.monotonic() - asked, "KILL at the deadline ±0.2 s")
        self.assertRegex(run.out.text, r"(?m)^ganger *\| worker\.1 did not end within 3 s: SIGKILL")
        self.assert_nothing_left()

    def test_each_second_it_says_what_it_waits_for(self):
        run = self.start_and_wait("a: trap '' TERM; echo up; while :; do sleep 0.2; done\n"
                                  "b: trap '' TERM; echo up; while :; do sleep 0.2; done\n",
                                  [r"a\.1 *\| up", r"b\.1 *\| up"], "-t", "3.5")
        asked = time.monotonic()
        self.assertEqual(0, run.stop())
        waiting = [(at - asked, line) for at, line in run.out.arrivals if re.match(r"ganger *\| .*waiting", line)]
        self.assertEqual(3, len(waiting), run.out.text)
        for second, (after, line) in enumerate(waiting, start=1):
            self.assertIn("a.1", line)
            self.assertIn("b.1", line)
            self.assert_within(second - 0.05, second + 0.4, after, line)

    def test_all_stops_run_in_parallel_under_one_deadline(self):
        run = self.start_and_wait("worker: trap '' TERM; echo up; while :; do sleep 0.2; done\n",
                                  [rf"worker\.{number} *\| up" for number in range(1, 11)], "-t", "1", "worker=10")
        asked = time.monotonic()
        self.assertEqual(0, run.stop())
        self.assert_within(0.95, 1.7, time.monotonic() - asked, "ten that ignore TERM")
        self.assert_nothing_left()

    def test_the_default_grace_is_five_seconds(self):
        run = self.start_and_wait("worker: trap '' TERM; echo up; while :; do sleep 0.2; done\n", r"\| up")
        asked = time.monotonic()
        self.assertEqual(0, run.stop())
        self.assert_within(4.95, 5.5, time.monotonic() - asked, "-t not given")

    def test_a_polite_process_is_waited_for_no_longer_than_it_needs(self):
        run = self.start_and_wait(f"worker: {self.program('polite')}\n", r"\| up")
        asked = time.monotonic()
        self.assertEqual(0, run.stop())
        self.assert_within(0, 0.8, time.monotonic() - asked, "a process that ends at once")
        self.assertLess(run.out.index(r"^worker\.1 *\| bye"), run.out.index(r"^ganger *\| worker\.1 exited 0"))
        self.assert_nothing_left()

    def test_a_stopped_process_still_ends_gracefully(self):
        run = self.start_and_wait(f"worker: {self.program('polite')}\n", r"\| up")
        child, = run.tree()
        os.kill(child.pid, signal.SIGSTOP)
        wait_until(lambda: process(child.pid).state == "T", "the child is stopped")
        asked = time.monotonic()
        self.assertEqual(0, run.stop())
        self.assert_within(0, 1, time.monotonic() - asked, "CONT follows TERM")
        self.assertIn("bye", run.out.of("worker.1"))

    def test_a_second_sigint_kills_now(self):
        run = self.start_and_wait("worker: trap '' TERM INT; echo up; while :; do sleep 0.2; done\n", r"\| up", "-t", "60")
        run.send(signal.SIGINT)
        run.wait_for(r"^ganger *\| .*waiting")
        again = time.monotonic()
        self.assertEqual(0, run.stop(signal.SIGINT))
        self.assert_within(0, 0.5, time.monotonic() - again, "the second SIGINT")
        self.assert_nothing_left()

    def test_signals_within_200_ms_are_one_request(self):
        run = self.start_and_wait(f"worker: {self.program('polite')} 0.5\n", r"\| up")
        for _ in range(5):
            run.send(signal.SIGINT)
            run.send(signal.SIGTERM)
        self.assertEqual(0, run.ends())
        self.assertIn("bye", run.out.of("worker.1"), "npm and make pass on what the terminal has already sent")

    def test_term_goes_to_the_leader_alone_when_that_is_no_shell(self):
        run = self.start_and_wait(f"worker: {self.program('pool')}\n", r"\| up")
        self.assertEqual(0, run.stop())
        words = run.out.of("worker.1")
        self.assertLess(words.index("the leader got TERM"), words.index("the child got TERM"),
                        "the pool gets TERM only when its leader has ended")
        self.assertEqual(1, words.count("the child got TERM"))
        self.assert_nothing_left()

    def test_the_pool_of_a_leader_that_takes_its_time_gets_nothing_meanwhile(self):
        run = self.start_and_wait(f"worker: {self.program('pool')} 0.6\n", r"\| up")
        self.assertEqual(0, run.stop())
        words = run.out.of("worker.1")
        self.assertLess(words.index("the leader ends"), words.index("the child got TERM"))
        self.assert_nothing_left()

    def assert_each_got_term_once(self, run):
        words = run.out.of("worker.1")
        for who in ("the script", "the child"):
            self.assertEqual(1, words.count(f"{who} got TERM"), run.out.text)

    def test_a_script_with_a_trap_gets_term_once_and_so_does_what_it_runs(self):
        self.write("work", "#!/bin/sh\ntrap 'echo the script got TERM' TERM\n"
                           f"{self.program('counts_terms')} &\nwait; wait; echo over\n", 0o755)
        run = self.start_and_wait("worker: ./work\n", r"\| up")
        self.assertEqual(0, run.stop())
        self.assert_each_got_term_once(run)
        self.assertIn("over", run.out.of("worker.1"))
        self.assert_nothing_left()

    def test_a_script_with_a_trap_is_not_kept_waiting_by_what_it_runs(self):
        # The shell runs its trap when the command in front of it has ended.
        self.write("work", f"#!/bin/sh\ntrap 'echo the script got TERM' TERM\n{self.program('polite')}\n",
                   0o755)
        run = self.start_and_wait("worker: ./work\n", r"\| up", "-t", "60")
        self.assertEqual(0, run.stop())
        self.assertEqual(["up", "bye", "the script got TERM"], run.out.of("worker.1"))
        self.assert_nothing_left()

    def test_a_script_without_a_trap_ends_at_once_and_what_it_runs_gets_term_then(self):
        self.write("work", f"#!/bin/sh\n{self.program('counts_terms')}\necho never\n", 0o755)
        run = self.start_and_wait("worker: ./work\n", r"\| up")
        self.assertEqual(0, run.stop())
        words = run.out.of("worker.1")
        self.assertEqual(1, words.count("the child got TERM"), run.out.text)
        self.assertNotIn("never", words)
        self.assert_nothing_left()

    def test_what_a_shell_runs_gets_term_once_though_the_shell_ends_before(self):
        run = self.start_and_wait(f"worker: {self.program('counts_terms')}; true\n", r"\| up")
        self.assertEqual(0, run.stop())
        self.assertEqual(1, run.out.of("worker.1").count("the child got TERM"), run.out.text)
        self.assert_nothing_left()

    def test_term_goes_to_the_group_of_a_shell(self):
        run = self.start_and_wait(f"worker: {self.program('polite')}; true\n", r"\| up")
        self.assertEqual(0, run.stop())
        self.assertIn("bye", run.out.of("worker.1"))
        self.assert_nothing_left()

    def test_every_part_of_a_pipeline_ends(self):
        run = self.start_and_wait("worker: (echo up; exec sleep 600) | cat\n", r"\| up")
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_a_daemon_in_a_session_of_its_own_does_not_survive_a_stop(self):
        run = self.start_and_wait(f"worker: {self.program('daemon')}\n", r"the daemon is")
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_a_daemon_does_not_survive_the_failure_of_its_leader(self):
        self.write("Procfile", f"worker: {self.program('daemon')} leave\n")
        run = self.start()
        self.assertEqual(3, run.ends())
        self.assert_nothing_left()

    def test_a_daemon_that_ignores_term_is_killed_at_the_deadline(self):
        run = self.start_and_wait(f"worker: {self.program('daemon')} stubborn\n", r"the daemon is", "-t", "1")
        asked = time.monotonic()
        self.assertEqual(0, run.stop())
        self.assert_within(0.95, 1.7, time.monotonic() - asked, "the daemon's deadline")
        self.assert_nothing_left()

    def test_what_a_shell_left_in_the_background_ends_with_it(self):
        self.write("Procfile", "worker: sleep 600 & sleep 600 & exit 4\n")
        run = self.start()
        self.assertEqual(4, run.ends())
        self.assert_nothing_left()

    def test_a_stop_while_fifty_are_being_started_leaves_nothing(self):
        self.write("Procfile", "worker: sleep 600\n")
        run = self.start("worker=50")
        wait_until(lambda: len(run.tree()) > 3, "the first are started")
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_many_that_die_at_once_are_all_reaped(self):
        run = self.start_and_wait("worker: trap '' TERM; echo up; sleep 600\n", r"\| up", "worker=60", "-t", "30")
        wait_until(lambda: sum(each.name == "sleep" for each in run.tree()) == 60, "sixty sleep", timeout=30)
        for child in run.tree():
            child.kill()
        self.assertEqual(137, run.ends())
        self.assert_nothing_left()

    def test_kill_9_of_ganger_takes_its_direct_children_along(self):
        run = self.start_and_wait("web: sleep 600\nworker: echo up; exec sleep 600\n", r"\| up")
        self.assertEqual(2, len(run.tree()))
        run.process.kill()
        run.process.wait()
        wait_until(lambda: not [left for left in self.left_over() if left.state != "Z"], "the children are dead")

    def test_an_inherited_ignored_sighup_stays_ignored(self):
        self.write("Procfile", f"worker: {self.program('polite')}\nclock: while :; do echo tick; sleep 0.1; done\n")
        run = self.start(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        run.wait_for(r"worker\.1 *\| up")
        run.send(signal.SIGHUP)
        ticks = len(run.out.of("clock.1"))
        wait_until(lambda: len(run.out.of("clock.1")) > ticks + 4, "the clock goes on")
        self.assertNotIn("bye", run.out.of("worker.1"))
        self.assertEqual(0, run.stop())

    def test_a_child_in_the_background_that_ignores_term_is_killed_at_the_deadline(self):
        run = self.start_and_wait("worker: (trap '' TERM; echo up; sleep 600) & wait\n", r"\| up", "-t", "1")
        asked = time.monotonic()
        self.assertEqual(0, run.stop())
        self.assert_within(0.95, 1.7, time.monotonic() - asked, "its deadline, and no drain of its pipe after it")
        self.assert_nothing_left()


if __name__ == "__main__":
    main()
