"""How many run, changed again and again."""
import random
import time

from faults import FaultCase, child
from ganger import free_base, main

FAST = '[types.{}]\nrestart = "always"\nbackoff = {{ initial = "{}", max = "1h", factor = 1 }}\nmax_restarts = {{ count = 0 }}\n'


class Scale(FaultCase):
    def scale(self, *words):
        run = self.ganger("scale", *words)
        self.assertEqual(0, run.ends(timeout=30), run.out.text + run.err.text)

    def test_27_scaling_up_and_down_while_all_crashes(self):
        """60 times scaled to 0 … 6 while web crashes all the time without back-off, and worker backs off for an hour"""
        base = free_base()
        settings = FAST.format("web", "0s") + FAST.format("worker", "1h")
        run = self.app(f"web: {child('sleep', 5, 'exit', 1)}\nworker: {child('exit', 1)}\n", "-p", base, settings=settings)
        run.wait_for("worker.1 .*starts again in")
        dice = random.Random(27)
        began = time.monotonic()
        for _ in range(60):
            counts = {"web": dice.randrange(7), "worker": dice.randrange(7)}
            self.scale(*(f"{name}={count}" for name, count in counts.items()), "--no-wait")
        self.scale("web=5", "worker=3", "--no-wait")
        seconds = time.monotonic() - began
        listed = sorted((each["name"], each["port"]) for each in self.ps()[0]["instances"])
        self.assertEqual([(f"web.{number}", base + number - 1) for number in range(1, 6)] +
                         [(f"worker.{number}", base + 100 + number - 1) for number in range(1, 4)], listed)
        self.assertEqual(0, run.stop())
        self.tells("the last count is exact, numbers are dense, ports are theirs", f"{seconds / 61 * 1000:.0f} ms each")


if __name__ == "__main__":
    main()
