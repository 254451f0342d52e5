"""ganger itself is killed, and started again."""
import subprocess
import time
from pathlib import Path

from faults import CHILD, FaultCase, child
from ganger import free_base, main, wait_until
from processes import process


class KilledCase(FaultCase):
    def app_that_leaves(self, *arguments):
        """A worker that listens, and so does, on the next port, a daemon of it: there can't be two of either."""
        base = free_base()
        daemon = ("fork", "setsid", "fork", "setsid", "ignore", "TERM", "listen", base + 1, "wait", "end", "end")
        words = child(*daemon, "ignore", "TERM", "listen", base, "wait")
        return lambda: self.app(f"worker: {words}\n", "-t", "0.5", *arguments)

    def up(self, run):
        """Both listen."""
        wait_until(lambda: run.out.text.count("| listens ") == 2 or run.process.poll() is not None, "both listen")
        self.assertIsNone(run.process.poll(), run.out.text)

    def kill_and_start(self, times):
        start = self.app_that_leaves()
        run = start()
        self.up(run)
        died, started = [], []
        for _ in range(times):
            leader = next(found.pid for found in run.tree() if found.parent == run.pid and found.state != "Z")
            began = time.monotonic()
            self.kill_ganger(run)
            wait_until(lambda leader=leader: not process(leader) or process(leader).state == "Z", "the leader dies with it")
            died.append(time.monotonic() - began)
            began = time.monotonic()
            run = start()
            self.up(run)
            started.append(time.monotonic() - began)
        self.assertEqual(0, run.stop())
        self.tells("its children die with it, the rest is ended before anything starts: never two",
                   f"{max(died) * 1000:.0f} ms, {max(started):.2f} s")


class Killed(KilledCase):
    def test_01_the_next_start_ends_what_a_killed_one_left(self):
        """kill -9 of ganger, a daemon that has setsid'ed, double-forked and ignores TERM lives on; start, -t 0.5; 5 times"""
        self.kill_and_start(5)

    def test_26_a_number_of_a_run_before_is_never_signalled(self):
        """kill -9 of ganger; foreign processes get all the numbers that its processes had; start"""
        start = self.app_that_leaves()
        run = start()
        self.up(run)
        numbers = sorted(found.pid for found in run.tree())
        self.kill_ganger(run)
        for found in self.left_over():
            found.kill()
        self.reap_all()
        # The kernel tells starts apart by hundredths of a second; a number comes round later than that.
        begun = time.clock_gettime(time.CLOCK_BOOTTIME)
        wait_until(lambda: time.clock_gettime(time.CLOCK_BOOTTIME) > begun + 0.02, "the clock of starts goes on")
        foreign = []
        for number in numbers:
            try:
                Path("/proc/sys/kernel/ns_last_pid").write_text(str(number - 1), encoding="utf-8")
            except OSError as error:
                self.skipTest(f"numbers can't be chosen: {error}")
            foreign.append(subprocess.Popen([CHILD, "wait"], start_new_session=True))
        self.assertEqual(numbers, [one.pid for one in foreign])
        run = start()
        self.up(run)
        self.assertEqual(0, run.stop())
        self.assertEqual([], [one.pid for one in foreign if one.poll() is not None], f"a foreign process was killed: {run.out.text}")
        for one in foreign:
            one.kill()
            one.wait()
        self.tells(f"none of the {len(numbers)} is signalled")


if __name__ == "__main__":
    main()
