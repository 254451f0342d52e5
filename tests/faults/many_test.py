"""Many at once, and again and again."""
import os
import signal
import time

from faults import FaultCase, child, descriptors, memory
from ganger import main, sanitized, wait_until

AT_ONCE = '[types.worker]\nrestart = "always"\nbackoff = { initial = 0 }\nmax_restarts = { count = 0 }\n'


class Many(FaultCase):
    def restarts(self):
        return sum(each["restarts"] for each in self.ps()[0]["instances"])

    def test_17_a_thousand_children_die_at_once(self):
        """1000 children are killed at once, back-off 0"""
        count = 300 if sanitized() else 1000
        began = time.monotonic()
        run = self.app(f"worker: {child('exit-on', 'TERM', 0, 'wait')}\n", f"worker={count}", "--quiet", settings=AT_ONCE)
        pids = self.wait_for_children(run, count, timeout=60)
        started = time.monotonic() - began
        began = time.monotonic()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        latency = self.latency()
        wait_until(lambda: not any(map(self.alive, pids)), "all are dead and reaped", timeout=30)
        reaped = time.monotonic() - began
        self.wait_for_children(run, count, timeout=60)
        again = time.monotonic() - began
        self.assert_within(0, 5, reaped, "all are reaped")
        self.assert_within(0, 15, again, "all run again")
        self.assert_within(0, 1, latency, "an answer meanwhile")
        self.assertEqual(count, self.restarts())
        self.assertEqual([], [found for found in run.tree() if found.state == "Z"])
        figure = f"RSS {memory(run.pid) / 1024:.1f} MiB"
        began = time.monotonic()
        self.assertEqual(0, run.stop(timeout=60))
        self.tells(f"{count} are reaped and run again, 0 zombies",
                   f"start {started:.2f} s, reaped {reaped:.2f} s, running again {again:.2f} s, answer {latency * 1000:.0f} ms, "
                   f"stop {time.monotonic() - began:.2f} s, {figure}")

    @staticmethod
    def alive(pid):
        return os.path.exists(f"/proc/{pid}")

    def test_18_a_crash_loop_keeps_nothing(self):
        """a crash loop of 10 types without back-off"""
        crashes = 1000
        types = [f"type{number}" for number in range(10)]
        run = self.app("".join(f"{name}: {child('exit', 1)}\n" for name in types),
                       settings="".join(AT_ONCE.replace("worker", name) for name in types))
        run.wait_for("starts again")
        wait_until(lambda: self.restarts() > crashes, "it has crashed for a while", timeout=60)
        began, first = time.monotonic(), self.restarts()
        files, resident = descriptors(run.pid), memory(run.pid)
        wait_until(lambda: self.restarts() > first + crashes, "and for as long again", timeout=60)
        rate = (self.restarts() - first) / (time.monotonic() - began)
        files, resident = descriptors(run.pid) - files, memory(run.pid) - resident
        self.assertLessEqual(abs(files), 4 * len(types))  # some are being launched
        if not sanitized():
            self.assertLess(resident, 1024)
        self.assertEqual(0, run.stop())
        lines = len(run.out.lines)
        self.assertLess(lines, 40 * len(types))
        self.tells(f"constant while {crashes} more crash", f"descriptors {files:+d}, RSS {resident:+d} KiB, {lines} lines in all, "
                   f"{rate:.0f} crashes/s")


if __name__ == "__main__":
    main()
