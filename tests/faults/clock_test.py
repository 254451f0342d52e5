"""The wall clock jumps. It can't be set for one namespace alone, so a library before libc's gives the time to ganger;
that the kernel's timers do not look at it is asked of /proc."""
import os
import re
import signal
import time
from datetime import datetime

from faults import FaultCase, child
from ganger import main, sanitized, wait_until

SETTINGS = '[types.worker]\nrestart = "always"\nbackoff = { initial = "1s", factor = 1 }\n'
CLOCK_MONOTONIC = 1


def timers(pid):
    """The clock of each timerfd."""
    found = []
    for number in os.listdir(f"/proc/{pid}/fdinfo"):
        with open(f"/proc/{pid}/fdinfo/{number}", encoding="utf-8") as info:
            found += [int(clock) for clock in re.findall(r"^clockid: (\d+)", info.read(), re.M)]
    return found


class Clock(FaultCase):
    def test_16_a_jump_of_the_wall_clock_moves_no_deadline(self):
        """the wall clock jumps by +1 h and back by 3 h, during a back-off of 1 s and a stop, -t 2"""
        library = os.environ.get("GANGER_TEST_CLOCK_JUMP")
        if not library or sanitized():
            self.skipTest("no library to move the clock with")
        self.write("jump", "0")
        run = self.app(f"worker: {child('ignore', 'TERM', 'print', 'up', 'wait')}\n", "-t", "2", "--timestamps", "iso", settings=SETTINGS,
                       environment={"LD_PRELOAD": library, "CLOCK_JUMP": str(self.folder / "jump")})
        run.wait_for(r"\| up")
        waited = []
        for number, jump in enumerate((3600, -7200), start=1):
            pid, = self.children(run)
            os.kill(pid, signal.SIGKILL)
            began = time.monotonic()
            run.wait_for(r"starts again in 1(\.\d)? s" + ("" if jump > 0 else r" \(2nd time\)"))
            self.write("jump", str(jump))
            wait_until(lambda number=number: run.out.text.count("| up") == number + 1, "it runs again")
            waited.append(time.monotonic() - began)
            self.assert_within(0.95, 2, waited[-1], "the back-off")
        self.assertEqual([CLOCK_MONOTONIC] * len(timers(run.pid)), timers(run.pid))
        run.send(signal.SIGTERM)
        began = time.monotonic()
        run.wait_for("waiting for worker.1")
        self.write("jump", "3600")
        self.assertEqual(0, run.ends())
        ended = time.monotonic() - began
        self.assert_within(1.95, 3, ended, "the deadline of the stop")
        hours = [datetime.fromisoformat(line.split()[0]).timestamp() for line in run.out.lines]
        jumps = [round((after - before) / 3600) for before, after in zip(hours, hours[1:]) if abs(after - before) > 1800]
        self.assertEqual([1, -3, 3], jumps, "the stamps show it")
        self.tells("no effect but on stamps", f"back-off {waited[0]:.2f} s, {waited[1]:.2f} s; stop {ended:.2f} s; "
                   "only CLOCK_MONOTONIC timers")


if __name__ == "__main__":
    main()
