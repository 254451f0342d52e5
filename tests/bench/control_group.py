"""What a control group of its own costs a launch: ganger with and without a group that is given away to it.

By turns in one run; the medians count. Each is measured from before its own start until the last child runs, from SIGTERM to
its end, and by the processor time of all of it, which a busy machine changes least.

    control_group.py GANGER REFERENCE CHILD [--rounds 15]
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


class BenchInAGroup(Bench):
    def start_in(self, place, count):
        """By way of a shell, which has written its pid there."""
        command = ["sh", "-c", f'echo $$ > {place}; exec "$@"', "sh", self._ganger, "start", f"worker={count}"]
        return Supervised(self.board, count, command, self.folder)


def processor_time():
    """Of all that has ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(bench, places, count, rounds):
    """For each place medians in milliseconds: start, stop, processor time of ganger and its processes."""
    taken = [[] for _ in places]
    for turn in range(rounds + 1):
        for which in (range(len(places)) if turn % 2 else reversed(range(len(places)))):
            before = processor_time()
            run = bench.start_in(places[which], count)
            seconds = run.seconds_until_started(), run.stop(), processor_time() - before
            if turn > 0:  # the first turn warms the caches
                taken[which].append([1000 * each for each in seconds])
    return [[statistics.median(column) for column in zip(*rows)] for rows in taken]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for program in ("ganger", "reference", "child"):
        parser.add_argument(program)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--counts", default="1,100,500")
    options = parser.parse_args()
    try:
        group = ControlGroup()
    except unittest.SkipTest as why:
        print(f"not measured: {why}")
        return 77
    bench = BenchInAGroup(options.ganger, options.reference, options.child)
    print("            |   start ms     |    stop ms     |  processor time ms")
    print("  instances | without   with | without   with | without   with  per launch")
    try:
        for count in map(int, options.counts.split(",")):
            without, inside = measure(bench, ["/dev/null", group.path / "cgroup.procs"], count, options.rounds)
            pairs = " |".join(f"{one:8.1f} {other:6.1f}" for one, other in zip(without, inside))
            print(f"  {count:9d} |{pairs} {(inside[2] - without[2]) / count:11.3f}", flush=True)
    finally:
        bench.close()
        group.remove()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
