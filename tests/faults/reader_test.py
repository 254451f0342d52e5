"""Those who read our output: one that stands still, one that leaves, and those who follow the logs."""
import fcntl
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from faults import RUNTIME, FaultCase, child, memory, processor_time
from ganger import EXECUTABLE, main, sanitized, stands_still, wait_until

USER = 61234
PIPE_SIZE = 1 << 20  # ganger takes no larger one
FAST = '[types.worker]\nrestart = "always"\nbackoff = { initial = 0 }\nforward = ["USR1"]\n'


class Reader(FaultCase):
    def unread(self, *arguments, **options):
        """An app that floods a pipe that is full: of others' bytes, since ganger does not fill one that nobody reads."""
        self.write("ganger.toml", FAST)
        read_end, write_end = os.pipe()
        self.addCleanup(os.close, read_end)
        fcntl.fcntl(write_end, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
        os.write(write_end, bytes(PIPE_SIZE))
        flood = f"flood: {child('ignore', 'TERM', 'bytes', 1 << 30)}\n"
        run = self.app(flood + f"worker: {child('exit-on', 'USR1', 0, 'wait')}\n", *arguments, stdout=write_end, **options)
        os.close(write_end)
        wait_until(lambda: len(self.children(run)) == 2, "both run")
        writer, = (found for found in run.tree() if "bytes" in found.command)
        stands_still(lambda: processor_time(run.pid) + processor_time(writer.pid), "all is full", seconds=0.3)
        return run

    def worker(self, run):
        return next((found.pid for found in run.tree() if found.command.endswith(" wait")), None)

    def another_worker(self, run, old):
        """Seconds until it is reaped, and until another one runs."""
        reaped = self.timed(lambda: self.gone(old), True)
        return reaped, reaped + self.timed(lambda: self.worker(run))

    def holds_up_only_who_writes(self, run):
        answers = sorted(self.latency() for _ in range(20))
        self.assert_within(0, 0.1, answers[10], "an answer")
        self.assert_within(0, 1, answers[-1], "the slowest answer")
        old = self.worker(run)
        os.kill(old, signal.SIGKILL)
        reaped, again = self.another_worker(run, old)
        self.assert_within(0, 1, reaped, "it is reaped")
        old = self.worker(run)
        run.send(signal.SIGUSR1)
        forwarded, _ = self.another_worker(run, old)
        self.assert_within(0, 1, forwarded, "a signal that is passed on has ended it")
        began = time.monotonic()
        self.assertEqual(0, run.stop())
        ended = time.monotonic() - began
        self.assert_within(0.95, 4.5, ended, "deadline, and 2 s for the last flush")
        self.assertRegex(run.err.text, r"^ganger: dropped .* \([0-9]+ bytes\).*: our output took nothing\n")
        self.tells("answers, reaps, starts again, passes signals on and ends",
                   f"answer ≤ {answers[-1] * 1000:.0f} ms, reaped {reaped * 1000:.0f} ms, running again {again * 1000:.0f} ms, "
                   f"signal {forwarded * 1000:.0f} ms, end {ended:.2f} s")

    def test_09_a_reader_that_stands_still_holds_up_only_who_writes(self):
        """our stdout is a full pipe that nobody reads; a child floods it, -t 1"""
        self.holds_up_only_who_writes(self.unread("-t", "1"))

    def test_09_a_reader_that_stands_still_at_a_pipe_that_cannot_be_reopened(self):
        """our stdout is a full pipe of another user, so that a thread writes; nobody reads; -t 1"""
        self.as_user(USER, EXECUTABLE)  # or skips
        self.runtime = Path(f"/tmp/ganger-{USER}")
        run = self.unread("-t", "1", user=USER, group=USER, extra_groups=[])
        self.assertEqual(2, len(os.listdir(f"/proc/{run.pid}/task")))
        self.holds_up_only_who_writes(run)

    def test_09_a_stop_beside_a_reader_that_stands_still_counts_what_it_drops(self):
        """ganger stop while the reader is SIGSTOPped; a child that ignores TERM has 300000 lines to say"""
        reader = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=(self.folder / "out").open("wb"))
        self.companions = (reader.pid,)
        self.addCleanup(reader.kill)
        reader.send_signal(signal.SIGSTOP)
        procfile = f"worker: {child('ignore', 'TERM', 'lines', 300000, 'append', 'said', 'all')}\n"
        run = self.app(procfile, "-t", "30", stdout=reader.stdin)
        reader.stdin.close()
        wait_until(lambda: len(self.children(run)) == 1, "it runs")
        worker, = run.tree()
        stands_still(lambda: processor_time(worker.pid) + processor_time(run.pid), "all is full", seconds=0.3)
        self.assertFalse((self.folder / "said").exists())
        began = time.monotonic()
        self.assertEqual(0, self.ganger("stop").ends(timeout=30))
        seconds = time.monotonic() - began
        self.assertEqual(0, run.ends())
        self.assertTrue((self.folder / "said").exists(), "it was let go on")
        self.assert_within(2.9, 10, seconds, "a second without progress, and 2 s for the last flush")
        reader.send_signal(signal.SIGCONT)
        reader.wait()
        numbers = [int(number) for number in re.findall(rb"(?m)^worker\.1 +\| line ([0-9]+)\n", (self.folder / "out").read_bytes())]
        self.assertEqual(list(range(1, len(numbers) + 1)), numbers)
        told = re.search("ganger: dropped ([0-9]+) lines .*: our output took nothing\n", run.err.text)
        self.assertTrue(told, run.err.text)
        self.assertEqual(300000, len(numbers) + int(told.group(1)))
        self.tells("drops and counts after a second", f"{len(numbers)} read + {told.group(1)} told lost, end {seconds:.1f} s")

    def reader_leaves(self, profile):
        read_end, write_end = os.pipe()
        words = ("print", "word", "sleep", 5) * 100
        worker = child("exit-on", "TERM", 0, "append", "up", "x", *words, "append", "said all", "x", "wait")
        run = self.app(f"worker: {worker}\nother: {child('wait')}\n", "--profile", profile, "--timestamps", "none", stdout=write_end, settings="")
        os.close(write_end)
        wait_until((self.folder / "up").exists, "it is up")
        os.read(read_end, 1)
        os.close(read_end)
        return run

    def test_10_a_reader_that_leaves_ends_an_app_in_development(self):
        """the reader of our stdout leaves, profile dev"""
        run = self.reader_leaves("dev")
        self.assertEqual(0, run.ends())
        self.tells("an orderly end", "exit 0")

    def test_10_a_reader_that_leaves_is_told_once_elsewhere(self):
        """the reader of our stdout leaves, profiles host and container"""
        for profile in ("host", "container"):
            with self.subTest(profile=profile):
                (self.folder / "up").unlink(missing_ok=True)
                run = self.reader_leaves(profile)
                run.err.wait_for_line("nobody reads")
                wait_until((self.folder / "said all").exists, "it goes on")
                (self.folder / "said all").unlink()
                self.assertEqual(["up"] * 2, list(self.states().values()))
                self.assertEqual(0, run.stop())
                self.assertEqual(1, run.err.text.count("nobody reads"), run.err.text)
                self.assertEqual("ganger: exit 0: stopped by SIGTERM", run.err.lines[-1])
                self.assertLess(len(run.err.lines), 10, "nothing of the processes")
        self.tells("the processes go on, said once on stderr")

    def test_20_followers_that_do_not_read_or_disappear_slow_nobody(self):
        """3 followers read nothing until 300000 lines are written, one more leaves in the middle"""
        lines = 300_000
        os.mkfifo(self.folder / "fifo")
        words = f"read go < fifo; {child('lines', lines)}; touch said; exec {child('exit-on', 'TERM', 0, 'wait')}"
        run = self.app(f"worker: {words}\n", stdout=subprocess.DEVNULL)
        wait_until(lambda: next(RUNTIME.glob("*.sock"), None), "the socket")
        *followers, leaves = [self.follower() for _ in range(4)]
        resident = memory(run.pid)
        (self.folder / "fifo").write_text("go\n", encoding="utf-8")
        self.read_until(leaves, lambda text: b'"line 1"' in text)
        leaves.close()
        answers = []
        wait_until(lambda: answers.append(self.latency()) or (self.folder / "said").exists(), "all is written", timeout=60)
        self.assert_within(0, 1, max(answers), "the slowest answer")
        grown = memory(run.pid) - resident
        if not sanitized():
            self.assertLess(grown, 20 << 10)
        missed = []
        for follower in followers:
            text = self.read_until(follower, lambda text: sum(self.counted(text)) >= lines)
            self.assertEqual(lines, sum(self.counted(text)))
            missed.append(self.counted(text)[1])
            self.assertGreater(missed[-1], 0)
        self.assertEqual(0, run.stop())
        self.tells("nobody waits, and each is told how much it missed",
                   f"{', '.join(map(str, missed))} lines, RSS +{grown} KiB, answers ≤ {max(answers) * 1000:.0f} ms")

    def follower(self):
        connection = self.connection()
        connection.sendall(b"GET /v1/logs?follow=1&n=0&name=worker HTTP/1.0\r\nHost: ganger\r\n\r\n")
        self.read_until(connection, lambda text: b"event: begin" in text)
        return connection

    @staticmethod
    def read_until(connection, enough):
        text = bytearray()
        while not enough(text):
            part = connection.recv(1 << 20)
            if not part:
                raise AssertionError(f"it ends with {text[-1000:]}")
            text += part
        return bytes(text)

    @staticmethod
    def counted(text):
        """(lines, lines that were lost) in events."""
        return text.count(b'"msg":"line '), sum(map(int, re.findall(rb'event: lost\ndata: \{"lines":(\d+)\}', text)))


if __name__ == "__main__":
    main()
