"""Start of 1, 10, 100 and 500 instances: ganger against a loop of bare posix_spawn of the same commands.

Both are measured from before their own start until the last child runs, by turns in one run; the medians count.
With 64 MiB of ballast the measurement begins when the ballast is held. Fails where ganger takes more than --bar times
the reference for the start, or more than --stop-bar times for the stop, where that is given. Beside them stands the
least that keeping ganger's promises costs: no supervisor with a session, a pipe and a pidfd for each child is faster.

    start.py GANGER REFERENCE LEAST CHILD BALLAST [--rounds 15] [--bar 2] [--stop-bar]
"""
import argparse
import math
import statistics

from start_board import Bench


def measure(bench, count, rounds, ballast):
    """Medians in milliseconds, of ganger, the reference and the least: start; stop."""
    starts = [bench.start_ganger, bench.start_reference, bench.start_least]
    started, stopped = [[] for _ in starts], [[] for _ in starts]
    for turn in range(rounds + 1):
        for which, start in enumerate(starts):
            run = start(count, ballast)
            seconds = run.seconds_until_started(), run.stop()
            if turn > 0:  # the first turn warms the caches
                started[which].append(seconds[0] * 1000)
                stopped[which].append(seconds[1] * 1000)
    return [statistics.median(times) for times in started], [statistics.median(times) for times in stopped]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for program in ("ganger", "reference", "least", "child", "ballast"):
        parser.add_argument(program)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--counts", default="1,10,100,500")
    parser.add_argument("--bar", type=float, default=2.0)
    parser.add_argument("--stop-bar", type=float, default=math.inf)
    options = parser.parse_args()

    bench = Bench(options.ganger, options.reference, options.child, options.least)
    print("  ballast  instances |  ganger ms  reference ms  ratio  least | stop: ganger ms  reference ms  ratio  least")
    worst = worst_stop = 0.0
    try:
        for ballast in (None, options.ballast):
            for count in map(int, options.counts.split(",")):
                rounds = max(3, options.rounds // 3) if count >= 500 else options.rounds
                (ganger, reference, least), (stop, stop_reference, stop_least) = measure(bench, count, rounds, ballast)
                worst = max(worst, ganger / reference)
                worst_stop = max(worst_stop, stop / stop_reference)
                print(f"  {'64 MiB' if ballast else 'none':>7}  {count:9d} | {ganger:10.2f}  {reference:12.2f}"
                      f"  {ganger / reference:5.2f}  {least / reference:5.2f} | {stop:15.2f}  {stop_reference:12.2f}"
                      f"  {stop / stop_reference:5.2f}  {stop_least / stop_reference:5.2f}", flush=True)
    finally:
        bench.close()
    print(f"worst ratio {worst:.2f}, bar {options.bar:g}; of a stop {worst_stop:.2f}")
    return 0 if worst <= options.bar and worst_stop <= options.stop_bar else 1


if __name__ == "__main__":
    raise SystemExit(main())
