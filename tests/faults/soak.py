"""What only shows in the long run; `ninja -C build soak` runs it, in some minutes. An hour of crash loops in a time
that nobody waits for is in tests/core/crash_loop_test.cpp."""
import os
import signal
import time

from faults import child, descriptors, memory
from ganger import main, sanitized, wait_until
from killed_test import KilledCase
from output_test import LineCase
from processes import process

AT_ONCE = "restart = \"always\"\nbackoff = { initial = 0 }\nmax_restarts = { count = 0 }\n"
CRASHES = 10_000
TYPES = 20


class Soak(KilledCase):
    def test_01_fifty_kills(self):
        """kill -9 of ganger, a daemon that has setsid'ed, double-forked and ignores TERM lives on; start, -t 0.5; 50 times"""
        self.kill_and_start(50)

    def restarts(self, besides):
        return sum(each["restarts"] for each in self.ps()[0]["instances"] if each["type"] not in besides)

    def test_18_ten_thousand_crashes(self):
        """10,000 crashes of 20 types: some exit, some are killed, some can't be started, some leave something behind"""
        kinds = [child("print", "word", "exit", 1), child("kill", "KILL"), "/no/such/program",
                 child("fork", "setsid", "wait", "end", "exit", 1)]
        names = [f"type{number}" for number in range(TYPES)]
        procfile = "".join(f"{name}: {kinds[number % len(kinds)]}\n" for number, name in enumerate(names))
        run = self.app(procfile, "--hide", ",".join(names), settings="".join(f"[types.{name}]\n{AT_ONCE}" for name in names))
        run.wait_for("starts again")
        never_run = names[2::len(kinds)]
        wait_until(lambda: self.restarts(never_run) > 1000, "the first thousand", timeout=120)
        began, files, resident = time.monotonic(), descriptors(run.pid), memory(run.pid)
        wait_until(lambda: self.restarts(never_run) > 1000 + CRASHES, "ten thousand more", timeout=1200)
        seconds = time.monotonic() - began
        files, resident = descriptors(run.pid) - files, memory(run.pid) - resident
        _, latency = self.ps()
        self.assertEqual(0, run.stop())
        self.assertLessEqual(abs(files), 4 * TYPES)  # some are being launched
        if not sanitized():
            self.assertLess(resident, 1024)
        self.tells("constant", f"descriptors {files:+d}, RSS {resident:+d} KiB, {CRASHES / seconds:.0f} crashes/s, "
                   f"ganger ps {latency * 1000:.0f} ms, {len(run.out.lines)} lines")

    def test_42_a_minute_of_standing_still(self):
        """ganger is SIGSTOPped for 60 s, while all of 40 children are killed; then CONT"""
        run = self.app(f"worker: {child('exit-on', 'TERM', 0, 'wait')}\n", "worker=40", settings=f"[types.worker]\n{AT_ONCE}")
        pids = self.wait_for_children(run, 40)
        run.send(signal.SIGSTOP)
        wait_until(lambda: process(run.pid).state == "T", "ganger stands still")
        until = time.monotonic() + 60
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: time.monotonic() > until, "a minute has passed", timeout=70)
        run.send(signal.SIGCONT)
        seconds = self.timed(lambda: len(self.children(run)), 40)
        self.assertEqual(0, run.stop())
        self.tells("all run again", f"{seconds * 1000:.0f} ms")


class LongLine(LineCase):
    def test_07_a_line_of_a_gigabyte(self):
        """a line of 1 GB without newline"""
        self.write_one_line(1000)


if __name__ == "__main__":
    main()
