"""No memory at all for a while, whatever ganger is about to do."""
import os
import signal
import time

from faults import FaultCase, child
from ganger import main, sanitized, wait_until

SOON = '[types.worker]\nrestart = "always"\nbackoff = { initial = "20ms", factor = 1 }\nmax_restarts = { count = 0 }\n'
PROCFILE = (f"worker: {child('print', 'words', 'exit', 1)}\nstays: {child('exit-on', 'TERM', 0, 'print', 'up', 'wait')}\n"
            f"daemon: {child('fork', 'setsid', 'ignore', 'TERM', 'print', 'down', 'wait', 'end', 'exit-on', 'TERM', 0, 'wait')}\n")
MODULE = os.environ.get("GANGER_TEST_FAILING_MALLOC", "")


class Shortage(FaultCase):
    def test_35_without_any_memory_for_a_while_it_ends_in_order(self):
        """every request of ganger for memory fails for 1 s, while one process crashes and another is a daemon"""
        if sanitized() or not MODULE:
            self.skipTest("a sanitizer has an allocator of its own")
        run = self.app(PROCFILE, "-t", "1", settings=SOON, environment={
            "LD_PRELOAD": MODULE, "FAILING_MALLOC": str(self.folder / "short"), "FAILING_MALLOC_EACH": "0"})
        run.wait_for(r"daemon\.1 *\| down")
        run.wait_for(r"stays\.1 *\| up")
        (self.folder / "short").touch()
        until = time.monotonic() + 1
        wait_until(lambda: time.monotonic() > until, "it has had none for a while")
        self.assertIsNone(run.process.poll(), run.err.text)
        (self.folder / "short").unlink()
        run.send(signal.SIGTERM)
        status = run.ends(timeout=20)
        self.assertIn(status, (0, 1), run.out.text[-2000:] + run.err.text)
        self.assertEqual([], self.left_over())
        self.tells("it waits, then ends the app in order; nothing is left", f"exit {status}")


if __name__ == "__main__":
    main()
