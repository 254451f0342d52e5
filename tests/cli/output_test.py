"""Where the stream goes: pipes nobody reads, readers that leave, files, closed descriptors."""
import fcntl
import os
import pty
import re
import resource
import shlex
import signal
import socket
import subprocess
import sys
import termios
import time
from pathlib import Path

from ganger import PATIENCE, GangerTestCase, main, sanitized, stands_still, wait_until

FLOOD = "flood: yes all work and no play makes ganger a dull supervisor\n"


def wrote(pid):
    """Bytes, by all of its writes."""
    return re.search(r"wchar: (\d+)", Path(f"/proc/{pid}/io").read_text(encoding="ascii")).group(1)


class Output(GangerTestCase):
    def pipe(self):
        read_end, write_end = os.pipe()
        self.addCleanup(lambda: [os.close(end) for end in self.open_ends])
        self.open_ends = [read_end, write_end]
        return read_end, write_end

    def close(self, end):
        os.close(end)
        self.open_ends.remove(end)

    @staticmethod
    def wait_until_full(read_end):
        """The pipe is full when it stops growing: ganger enlarges it as it likes."""
        def amount():
            return int.from_bytes(fcntl.ioctl(read_end, termios.FIONREAD, b"\0" * 4), sys.byteorder)

        wait_until(lambda: amount() >= 4096, "the pipe fills")
        stands_still(amount, "the pipe is full")

    def test_when_the_reader_leaves_everything_ends_with_0(self):
        self.write("Procfile", FLOOD + "web: sleep 600\n")
        read_end, write_end = self.pipe()
        run = self.start(stdout=write_end)
        self.close(write_end)
        self.assertNotEqual(b"", os.read(read_end, 100))
        self.close(read_end)
        self.assertEqual(0, run.ends())
        self.assertRegex(run.err.text, r"(?m)^ganger: nobody reads our output any more: stopping (flood|web)\.1, (flood|web)\.1$")
        self.assertEqual("ganger: exit 0: stopped: nobody reads our output any more", run.err.lines[-1])
        self.assert_nothing_left()

    def test_a_file_that_may_not_grow_ends_nobody(self):
        self.write("Procfile", "flood: seq 1 200000; echo written > done; sleep 600\n")
        log = self.folder / "log"
        with log.open("ab") as output:
            run = self.start(stdout=output, preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_FSIZE, (1 << 18, resource.RLIM_INFINITY)))
        wait_until((self.folder / "done").exists, "the flood was taken, and its writer goes on")
        self.assertLessEqual(log.stat().st_size, 1 << 18)
        os.truncate(log, 0)
        self.assertEqual(0, run.stop())
        self.assertRegex(log.read_text(), r"ganger *\| dropped [0-9]+ lines \([0-9]+ bytes\)")
        self.assert_nothing_left()

    def test_when_the_reader_of_a_socket_leaves_everything_ends_with_0(self):
        self.write("Procfile", "web: echo up; sleep 600\n")
        ours, theirs = socket.socketpair()
        run = self.start(stdout=theirs)
        theirs.close()
        ours.recv(1)
        ours.close()
        self.assertEqual(0, run.ends(), "at once, not at the next line")
        self.assert_nothing_left()

    def test_head_1_ends_everything(self):
        self.write("Procfile", "clock: while :; do echo tick; sleep 0.05; done\n")
        read_end, write_end = self.pipe()
        run = self.start(stdout=write_end)
        self.close(write_end)
        head = subprocess.run(["head", "-1"], stdin=read_end, capture_output=True, timeout=10 * PATIENCE)
        self.close(read_end)
        self.assertTrue(head.stdout.endswith(b"\n"))
        self.assertEqual(0, run.ends())
        self.assert_nothing_left()

    def test_a_full_pipe_that_nobody_reads_does_not_hold_up_a_stop(self):
        self.write("Procfile", FLOOD + "worker: sleep 600\n")
        read_end, write_end = self.pipe()
        run = self.start("-t", "2", stdout=write_end)
        self.wait_until_full(read_end)
        asked = time.monotonic()
        self.assertEqual(0, run.stop())
        self.assertLess(time.monotonic() - asked, (2 + 2 + 0.5) * PATIENCE, "grace + 2 s")
        self.assert_nothing_left()

    def test_a_full_pipe_does_not_hold_up_the_reaping_of_others(self):
        self.write("Procfile", FLOOD + "idle: exec sleep 600\n")
        read_end, write_end = self.pipe()
        run = self.start("-t", "1", stdout=write_end)
        self.wait_until_full(read_end)
        idle, = [process for process in run.tree() if process.name == "sleep"]
        asked = time.monotonic()
        idle.kill()
        self.assertEqual(137, run.ends(), "the failure stops the app although nobody reads")
        self.assertLess(time.monotonic() - asked, (1 + 2 + 0.5) * PATIENCE)
        self.assert_nothing_left()

    def test_a_full_pipe_blocks_the_writer_and_costs_no_memory(self):
        self.write("Procfile", FLOOD)
        read_end, write_end = self.pipe()
        run = self.start("-t", "1", stdout=write_end)
        self.wait_until_full(read_end)
        with open(f"/proc/{run.pid}/status") as status:
            resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        if not sanitized():
            self.assertLess(resident, 32 * 1024, "KiB")
        self.assertEqual(0, run.stop())

    def test_a_reader_that_comes_back_gets_every_line(self):
        self.write("Procfile", "count: seq 1 200000\n")
        read_end, write_end = self.pipe()
        run = self.start(stdout=write_end)
        self.close(write_end)
        self.wait_until_full(read_end)
        with os.fdopen(os.dup(read_end), "rb") as stream:
            text = stream.read()
        self.assertEqual(0, run.ends())
        numbers = [int(line.split(b"| ")[1]) for line in text.splitlines() if line.startswith(b"count.1")]
        self.assertEqual(list(range(1, 200001)), numbers)

    def test_a_quiet_process_is_heard_beside_a_flood_although_the_reader_is_slow(self):
        quiet = "quiet: while :; do date +said_%s.%N; sleep 0.1; done\n"
        self.write("Procfile", quiet + "".join(f"flood{i}: exec yes {'x' * 99}\n" for i in range(4)))
        read_end, write_end = self.pipe()
        run = self.start("-t", "1", stdout=write_end)
        self.close(write_end)
        # A full pipe alone would be half a second.
        reader = subprocess.Popen([*shlex.split(self.program("slow_reader")), "2000000", "20"], stdin=read_end,
                                  stdout=subprocess.PIPE, text=True)
        waited = sorted(float(reader.stdout.readline()) for _ in range(20))
        self.assertLess(waited[10], 0.25 * PATIENCE, "seconds; where nothing else is in the way, 0.05")
        self.assertEqual(0, run.stop())
        reader.communicate()

    def test_the_flags_of_what_is_inherited_are_left_alone(self):
        """Others share the open file: before, while nothing more goes in, and after."""
        self.write("Procfile", "flood: yes $(seq -s , 1000)\n")
        for kind, (ours, theirs) in {"pipe": os.pipe(), "terminal": pty.openpty(), "file": self.file(),
                                     "socket": [end.detach() for end in socket.socketpair()]}.items():
            with self.subTest(kind=kind):
                flags = fcntl.fcntl(theirs, fcntl.F_GETFL)
                self.assertEqual(0, flags & os.O_NONBLOCK)
                run = self.start("-t", "1", stdout=theirs, stderr=theirs)
                wait_until(lambda: len(run.tree()) == 1, "it runs")
                if kind == "file":
                    wait_until(lambda: os.fstat(ours).st_size > 0, "something is written")
                else:
                    stands_still(lambda: wrote(run.pid), "it is full")
                self.assertEqual(flags, fcntl.fcntl(theirs, fcntl.F_GETFL), "while it is full")
                os.close(ours)  # so it ends at once
                self.assertEqual(0, run.stop())
                self.assertEqual(flags, fcntl.fcntl(theirs, fcntl.F_GETFL), "afterwards")
                os.close(theirs)

    def file(self):
        log = os.open(self.folder / "log", os.O_RDWR | os.O_CREAT)
        return log, os.dup(log)

    def test_a_file_is_written_on_from_where_it_stands(self):
        self.write("Procfile", "worker: echo hello\n")
        path = self.folder / "log"
        with open(path, "wb") as log:
            log.write(b"what stood there before\n")
            log.flush()
            run = self.start(stdout=log)
            self.assertEqual(0, run.ends())
        text = path.read_text()
        self.assertTrue(text.startswith("what stood there before\n"))
        self.assertIn("worker.1 | hello\n", text)

    def test_a_socket_takes_the_stream(self):
        self.write("Procfile", "count: seq 1 50000\n")
        ours, theirs = socket.socketpair()
        with ours, theirs:
            run = self.start(stdout=theirs)
            theirs.close()
            text = b"".join(iter(lambda: ours.recv(65536), b""))
        self.assertEqual(0, run.ends())
        self.assertEqual(50000, sum(line.startswith(b"count.1") for line in text.splitlines()))

    def test_dev_null_takes_the_stream(self):
        self.write("Procfile", "count: seq 1 50000\n")
        self.assertEqual(0, self.start(stdout=subprocess.DEVNULL).ends())

    def test_a_full_disk_does_no_harm(self):
        self.write("Procfile", "clock: while :; do echo tick; touch ticks; sleep 0.02; done\n")
        with open("/dev/full", "wb") as full:
            run = self.start(stdout=full)
        wait_until(lambda: run.process.poll() is not None or (self.folder / "ticks").exists(), "it runs or has ended")
        run.send(signal.SIGTERM) if run.process.poll() is None else None
        self.assertEqual(0, run.ends())
        self.assert_nothing_left()

    def test_a_closed_stdout_does_no_harm(self):
        self.write("Procfile", "worker: echo hello; touch ran\n")
        run = self.start(stdout=None, preexec_fn=lambda: os.close(1))
        self.assertIn(run.ends(), (0, 2))
        self.assert_nothing_left()

    def test_a_closed_stdin_and_stderr_do_no_harm(self):
        self.write("Procfile", "worker: echo hello\n")

        def close_both():
            os.close(0)
            os.close(2)

        run = self.start(stdin=None, stderr=None, preexec_fn=close_both)
        self.assertEqual(0, run.ends())
        self.assertEqual(["hello"], run.out.of("worker.1"))


if __name__ == "__main__":
    main()
