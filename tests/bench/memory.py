"""Resident memory of ganger with 1, 100 and 500 idle instances, beside a bare posix_spawn loop that holds the same children.

"Overhead" is what everything but the children themselves takes (PSS): ganger, and every shell that stayed in the tree.
The reference keeps no pipe, no log and no state: it is what a process with libstdc++ takes, not a goal. Fails where
ganger takes more (PSS) than the bar for so many.

    memory.py GANGER REFERENCE CHILD [--counts 1,100,500] [--bars 100=4,500=6]
"""
import argparse
import time
from pathlib import Path

from start_board import Bench

SETTLES = 4  # seconds; then it is idle


def memory_of(pid):
    """{"Rss", "Pss"} in KiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("Rss:", "Pss:"))}


def descendants(pid):
    children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
                for child in (task / "children").read_text().split()]
    return [found for child in children for found in (child, *descendants(child))]


def overhead(pid, child):
    """KiB (PSS) of the whole tree without the children."""
    ours = [pid] + [found for found in descendants(pid) if Path(f"/proc/{found}/exe").resolve() != Path(child).resolve()]
    return sum(memory_of(found)["Pss"] for found in ours)


def measure(start, count, child):
    run = start(count)
    run.seconds_until_started()
    time.sleep(SETTLES)
    memory = memory_of(run.process.pid)
    result = memory["Rss"] / 1024, memory["Pss"] / 1024, overhead(run.process.pid, child) / 1024
    run.stop()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for program in ("ganger", "reference", "child"):
        parser.add_argument(program)
    parser.add_argument("--counts", default="1,100,500")
    parser.add_argument("--bars", default="100=4,500=6")
    options = parser.parse_args()

    bars = {int(count): float(bar) for count, bar in (pair.split("=") for pair in options.bars.split(","))}
    bench = Bench(options.ganger, options.reference, options.child)
    print("  instances |  ganger MiB: RSS    PSS  overhead |  reference MiB: RSS    PSS  overhead")
    met = True
    try:
        for count in map(int, options.counts.split(",")):
            ganger = measure(bench.start_ganger, count, options.child)
            reference = measure(bench.start_reference, count, options.child)
            print(f"  {count:9d} | {ganger[0]:16.2f} {ganger[1]:6.2f} {ganger[2]:9.2f} |"
                  f" {reference[0]:19.2f} {reference[1]:6.2f} {reference[2]:9.2f}", flush=True)
            met = met and ganger[1] <= bars.get(count, ganger[1])
    finally:
        bench.close()
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
