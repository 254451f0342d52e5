"""No memory: one request for it fails, whichever it is; then every one, for a while."""
import os
import resource
import signal
import struct
import unittest

from faults import FaultCase, child, memory
from ganger import main, sanitized, wait_until

SOON = '[types.worker]\nrestart = "always"\nbackoff = { initial = "50ms", factor = 1 }\n'
WORKER = child("exit-on", "TERM", 0, "print", "up", "wait")


@unittest.skipIf(sanitized(), "sanitizers have a malloc of their own")
class Memory(FaultCase):
    def crash(self, run):
        os.kill(self.children(run)[0], signal.SIGKILL)

    def test_35_one_request_for_memory_fails(self):
        """one request for memory fails: the 1st, the 2nd, … the 60th after a child was killed and ganger ps asks"""
        library = os.environ.get("GANGER_TEST_NO_MEMORY")
        if not library:
            self.skipTest("no library to take memory away with")
        for number in range(1, 61):
            countdown = self.write("countdown", struct.pack("i", 0))
            run = self.app(f"worker: {WORKER}\n", settings=SOON, environment={"LD_PRELOAD": library, "NO_MEMORY": str(countdown)})
            run.wait_for(r"\| up")
            with open(countdown, "r+b") as file:
                file.write(struct.pack("i", number))
            self.crash(run)
            self.latency()
            wait_until(lambda: run.out.text.count("| up") == 2, f"it runs again without request {number}")
            self.assertEqual(0, run.stop())
            self.assertEqual(0, struct.unpack("i", countdown.read_bytes())[0], "so many were not made")
        self.tells("all goes on, each time")

    def test_35_there_is_no_memory_for_a_while(self):
        """ganger may take no more memory (RLIMIT_AS); 20 children of 40 are killed, ganger ps asks; then it may"""
        run = self.app(f"worker: {WORKER}\n", "worker=40", settings=SOON)
        pids = self.wait_for_children(run, 40)
        before = resource.prlimit(run.pid, resource.RLIMIT_AS)
        resource.prlimit(run.pid, resource.RLIMIT_AS, (memory(run.pid, "VmSize") << 10, before[1]))
        for pid in pids[:20]:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: all(map(self.gone, pids[:20])), "they are reaped")
        resource.prlimit(run.pid, resource.RLIMIT_AS, before)
        wait_until(lambda: run.process.poll() is not None or len(self.children(run)) == 40, "it has ended, or all run again")
        if run.process.poll() is None:
            self.assertEqual(["up"] * 40, list(self.states().values()))
            self.assertEqual(0, run.stop())
            return self.tells("they are reaped and run again")
        self.assertEqual(1, run.ends())
        self.assertRegex(run.out.lines[-1], "exit 1: ")
        return self.tells("an orderly end", run.out.lines[-1])


if __name__ == "__main__":
    main()
