"""Processes that do not end as they should, and what they leave behind."""
import os
import signal
import time

from faults import FaultCase, child, open_files
from ganger import main, wait_until
from processes import process


class Death(FaultCase):
    def stop_timed(self, run, **options):
        began = time.monotonic()
        self.assertEqual(0, run.stop(**options), run.out.text)
        return time.monotonic() - began

    def test_02_children_that_ignore_term_are_killed_at_the_deadline(self):
        """TERM, 20 children ignore it, -t 2"""
        run = self.app(f"worker: {child('ignore', 'TERM', 'print', 'up', 'wait')}\n", "-t", "2", "worker=20")
        wait_until(lambda: run.out.text.count("| up") == 20, "all are up")
        seconds = self.stop_timed(run)
        self.assert_within(1.95, 2.5, seconds, "KILL at the deadline, to all at once")
        for number in range(1, 21):
            self.assertRegex(run.out.text, rf"(?m)^ganger *\| worker\.{number} did not end within 2 s: SIGKILL")
        self.tells("each is named and killed, exit 0", f"{seconds:.2f} s")

    def test_03_a_stopped_child_ends_gracefully(self):
        """TERM, and the child is SIGSTOPped"""
        run = self.app(f"worker: {child('exit-on', 'TERM', 0, 'print', 'up', 'wait')}\n", "-t", "20")
        run.wait_for(r"\| up")
        pid = run.tree()[0].pid
        os.kill(pid, signal.SIGSTOP)
        wait_until(lambda: process(pid).state == "T", "it is stopped")
        seconds = self.stop_timed(run)
        self.assert_within(0, 2, seconds, "CONT follows TERM")
        self.assertIn("worker.1 exited 0", run.out.text)
        self.tells("CONT follows, it exits 0", f"{seconds * 1000:.0f} ms")

    def test_04_a_double_forked_daemon_ends_with_its_instance(self):
        """stop, and a grandchild has setsid'ed, double-forked and ignores TERM, -t 1"""
        daemon = ("setsid", "fork", "ignore", "TERM", "print", "the daemon is up", "wait", "end")
        run = self.app(f"worker: {child('fork', *daemon, 'end', 'exit-on', 'TERM', 0, 'wait')}\n", "-t", "1")
        run.wait_for("the daemon is up")
        wait_until(lambda: [found.state for found in run.tree()].count("Z") == 1, "its parent has ended")
        seconds = self.stop_timed(run)
        self.assert_within(0.95, 1.6, seconds, "the daemon's deadline")
        self.tells("0 processes left", f"{seconds:.2f} s")

    def test_05_a_grandchild_that_holds_the_output_delays_nothing(self):
        """the leader exits, a grandchild that ignores TERM holds its stdout, -t 30"""
        words = f"read go < fifo; exec {child('lines', 3000, 'print', 'last words')}"
        holder = child("fork", "setsid", "ignore", "TERM", "print", "held", "wait", "end", "exec", "sh", "-c", words)
        run = self.app(f"keeper: {child('exit-on', 'TERM', 0, 'wait')}\nworker: {holder}\n", "-t", "30")
        os.mkfifo(self.folder / "fifo")
        run.wait_for(r"\| held")
        began = time.monotonic()
        (self.folder / "fifo").write_text("go\n", encoding="utf-8")
        run.wait_for("worker.1 exited 0")
        told = time.monotonic() - began
        self.assertEqual("last words", run.out.of("worker.1")[-1])
        self.assertLess(run.out.index("last words"), run.out.index("worker.1 exited 0"))
        self.assertEqual(3002, len(run.out.of("worker.1")))
        self.assert_within(0, 1.5, told, "its end is told at once")
        holder, = (found for found in run.tree() if "fork" in found.command)
        pipe = os.readlink(f"/proc/{holder.pid}/fd/1")
        wait_until(lambda: pipe not in open_files(run.pid), "the pipe is closed while the grandchild lives", timeout=5)
        closed = time.monotonic() - began
        holder.kill()
        self.assertEqual(0, run.stop())
        self.tells("its last words and its end come at once, the pipe is closed later",
                   f"{told * 1000:.0f} ms, {closed:.2f} s")

    def test_38_other_groups_and_zombies_end_with_their_instance(self):
        """stop, and of a leader's children one is in another group, one a zombie, one has an unreaped zombie"""
        actions = ("fork", "setpgid", "ignore", "TERM", "wait", "end",
                   "fork", "end",
                   "fork", "setpgid", "ignore", "TERM", "fork", "end", "print", "all are there", "wait", "end",
                   "exit-on", "TERM", 0, "wait")
        run = self.app(f"worker: {child(*actions)}\n", "-t", "1")
        run.wait_for("all are there")
        wait_until(lambda: [found.state for found in run.tree()].count("Z") == 2, "two zombies")
        self.assertEqual(5, len(run.tree()))
        seconds = self.stop_timed(run)
        self.assert_within(0.95, 1.6, seconds, "their deadline")
        self.tells("0 processes and 0 zombies left", f"{seconds:.2f} s")


if __name__ == "__main__":
    main()
