"""What each net that catches leftovers costs a launch: the ledger, and a control group of its own. ganger with and without it.

By turns in one run; the medians count. Each is measured from before its own start until the last child runs, from SIGTERM to
its end, and by the processor time of all of it, which a busy machine changes least.

    nets.py GANGER REFERENCE CHILD [--rounds 15]
"""
import argparse
import resource
import statistics
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from control_group import ControlGroup  # noqa: E402
from start_board import Bench, Supervised  # noqa: E402

NOWHERE = "/dev/null"


class NetsBench(Bench):
    """Each kind of run has a runtime folder of its own."""

    def start(self, kind, count, place=NOWHERE):
        """By way of a shell, which has written its pid into that place."""
        script = f'echo $$ > {place}; RUNTIME_DIRECTORY={self._runtime(kind)} exec "$@"'
        command = ["sh", "-c", script, "sh", self._ganger, "start", "--profile", "host", f"worker={count}"]
        return Supervised(self.board, count, command, self.folder)

    def _runtime(self, kind):
        folder = Path(self.folder, kind)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def forbid_ledger(self, kind):
        """The folder can be written, but for the ledger: a folder is where it is made."""
        ledger, = self._ledgers(kind)
        Path(f"{ledger}.new").mkdir()
        if self._ledgers(kind):
            raise SystemExit("there is a ledger all the same")

    def _ledgers(self, kind):
        """Of an app that runs."""
        run = self.start(kind, 1)
        run.seconds_until_started()
        found = list(self._runtime(kind).glob("*.ledger"))
        run.stop()
        return found


def processor_time():
    """Of all that has ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(starts, count, rounds):
    """For each way to start medians in milliseconds: start, stop, processor time of ganger and its processes."""
    taken = [[] for _ in starts]
    for turn in range(rounds + 1):
        for which in (range(len(starts)) if turn % 2 else reversed(range(len(starts)))):
            before = processor_time()
            run = starts[which](count)
            seconds = run.seconds_until_started(), run.stop(), processor_time() - before
            if turn > 0:  # the first turn warms the caches
                taken[which].append([1000 * each for each in seconds])
    return [[statistics.median(column) for column in zip(*rows)] for rows in taken]


def compare(title, without, inside, options):
    print(f"  {title:>13} |    start ms     |     stop ms     |  processor time ms")
    print("      instances | without    with | without    with | without    with  per launch")
    for count in map(int, options.counts.split(",")):
        before, after = measure([without, inside], count, options.rounds)
        pairs = " |".join(f"{one:8.1f} {other:7.1f}" for one, other in zip(before, after))
        print(f"  {count:13d} |{pairs} {(after[2] - before[2]) / count:11.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for program in ("ganger", "reference", "child"):
        parser.add_argument(program)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--counts", default="1,100,500")
    options = parser.parse_args()
    bench = NetsBench(options.ganger, options.reference, options.child)
    try:
        bench.forbid_ledger("without")
        compare("ledger", lambda count: bench.start("without", count), lambda count: bench.start("with", count), options)
        group = ControlGroup()
        try:
            compare("control group", lambda count: bench.start("with", count),
                    lambda count: bench.start("with", count, group.path / "cgroup.procs"), options)
        finally:
            group.remove()
    except unittest.SkipTest as why:
        print(f"  control group: not measured: {why}")
    finally:
        bench.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
