"""Signals by the thousand, signals twice, and a ganger that stands still."""
import os
import signal
import time

from faults import FaultCase, child
from ganger import main, wait_until
from processes import process

FAST = '[types.worker]\nrestart = "always"\nbackoff = { initial = 0 }\n'
STORM = (signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH, signal.SIGCONT)


class Signals(FaultCase):
    def test_24_a_storm_of_signals_changes_nothing(self):
        """10,000 each of HUP, CHLD, USR1, USR2, WINCH, CONT, profile host"""
        run = self.app(f"worker: {child('exit-on', 'TERM', 0, 'wait')}\n", "worker=5", "--profile", "host", settings="")
        self.wait_for_children(run, 5)
        pids = self.children(run)
        began = time.monotonic()
        slowest = 0.0
        for number in range(10_000):
            for each in STORM:
                os.kill(run.pid, each)
            if number % 1000 == 0:
                slowest = max(slowest, self.latency())
        seconds = time.monotonic() - began
        self.assertEqual(["up"] * 5, list(self.states().values()))
        self.assertEqual(pids, sorted(found.pid for found in run.tree()))
        self.assertEqual(0, run.stop())
        self.tells("the same processes run on", f"{seconds:.1f} s, answer ≤ {slowest * 1000:.0f} ms")

    def test_24_a_second_term_kills_at_once(self):
        """TERM twice, children ignore it, -t 60"""
        run = self.app(f"worker: {child('ignore', 'TERM', 'print', 'up', 'wait')}\n", "worker=5", "-t", "60")
        wait_until(lambda: run.out.text.count("| up") == 5, "all are up")
        run.send(signal.SIGTERM)
        run.wait_for("waiting for worker.1")
        began = time.monotonic()
        self.assertEqual(0, run.stop())
        seconds = time.monotonic() - began
        self.assert_within(0, 2, seconds, "KILL now")
        self.tells("KILL at once, exit 0", f"{seconds * 1000:.0f} ms")

    def test_24_a_term_during_the_start_leaves_nothing(self):
        """TERM while 300 are being started"""
        run = self.app(f"worker: {child('exit-on', 'TERM', 0, 'wait')}\n", "worker=300")
        wait_until(lambda: len(run.tree()) > 3, "the first run")
        began = time.monotonic()
        self.assertEqual(0, run.stop())
        seconds = time.monotonic() - began
        started = run.out.text.count(" started")
        self.assertLess(started, 300)
        self.tells(f"exit 0 after {started} were started", f"{seconds * 1000:.0f} ms")

    def test_42_what_happened_while_ganger_stood_still_is_caught_up(self):
        """ganger is SIGSTOPped; 20 of 40 children are killed meanwhile; then CONT"""
        run = self.app(f"worker: {child('exit-on', 'TERM', 0, 'wait')}\n", "worker=40", settings=FAST)
        self.wait_for_children(run, 40)
        pids = self.children(run)
        run.send(signal.SIGSTOP)
        wait_until(lambda: process(run.pid).state == "T", "ganger stands still")
        for pid in pids[:20]:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: all(process(pid).state == "Z" for pid in pids[:20]), "20 are zombies")
        run.send(signal.SIGCONT)
        seconds = self.timed(lambda: [found.state for found in run.tree()].count("S"), 40)
        self.assert_within(0, 2, seconds, "all run again")
        self.assertEqual(pids[20:], [found.pid for found in sorted(run.tree(), key=lambda one: one.pid)][:20])
        self.assertEqual(["up"] * 40, list(self.states().values()))
        self.assertEqual(0, run.stop())
        self.tells("20 are reaped and run again, 20 run on", f"{seconds * 1000:.0f} ms")


if __name__ == "__main__":
    main()
