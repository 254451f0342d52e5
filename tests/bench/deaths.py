"""1000 instances killed at once: until all are reaped, until all run again, how long whoever asks meanwhile waits; then the
stop of all. ganger with zero back-off against a bare loop that reaps and spawns again, by turns in one run; medians.

`--soak` kills so many in all, and compares descriptors and memory before and after. Fails where a bar is missed: 0.5 s, 1 s
and 100 ms, and --bar times the reference for the stop.

    deaths.py GANGER REFERENCE CHILD [--count 1000] [--rounds 5] [--bar 1.25] [--soak [10000]]
"""
import argparse
import json
import os
import select
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from start_board import Bench

SETTINGS = '[types.worker]\nrestart = "always"\nbackoff = { initial = "0s" }\nmax_restarts = { count = 0 }\n'
REQUEST = b"GET /v1/processes HTTP/1.1\r\nHost: ganger\r\nConnection: close\r\n\r\n"
REAPED, AGAIN, ANSWER = 0.5, 1.0, 0.1  # the bars, in seconds


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_until_reaped(pids, timeout=60):
    """Asks rarely: what is measured needs the processors."""
    deadline = time.monotonic() + timeout
    while pids:
        pids = [pid for pid in pids if exists(pid)]
        if time.monotonic() > deadline:
            raise SystemExit(f"{len(pids)} are not reaped")
        time.sleep(0.005)


def exists(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def socket_of(pid):
    places = [Path("/run/ganger"), Path(f"/tmp/ganger-{os.geteuid()}"), Path(f"/dev/shm/ganger-{os.geteuid()}")]
    for file in (file for place in places if place.is_dir() for file in place.glob("*.json")):
        try:
            if json.loads(file.read_text())["pid"] == pid:
                return str(file.with_suffix(".sock"))
        except (FileNotFoundError, ValueError):
            pass  # of another that ends just now
    raise SystemExit("no socket")


def ask_socket(path):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    connection.sendall(REQUEST)
    while connection.recv(1 << 20):
        pass
    connection.close()


def probe(how, *arguments):
    """In a process of its own: asks again and again until its input ends, then prints the longest time."""
    longest = 0.0
    while not select.select([0], [], [], 0.005)[0]:
        begun = time.monotonic()
        if how == "socket":
            ask_socket(*arguments)
        else:
            subprocess.run(arguments, stdout=subprocess.DEVNULL, check=True)
        if longest == 0:
            print("asks", flush=True)
        longest = max(longest, time.monotonic() - begun)
    print(longest)


class Asking:
    def __init__(self, *arguments, folder, environment):
        self._process = subprocess.Popen([sys.executable, __file__, "--probe", *arguments], cwd=folder, env=environment,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._process.stdout.readline()

    def longest(self):
        return float(self._process.communicate(timeout=60)[0])


class Deaths:
    def __init__(self, options):
        self.options = options
        self.bench = Bench(options.ganger, options.reference, options.child)
        Path(self.bench.folder, "ganger.toml").write_text(SETTINGS)

    def start(self, which):
        count = self.options.count
        return self.bench.start_ganger(count) if which == "ganger" else self.bench.start_reference(count)

    def asking(self, run, how):
        if how is None:
            return None
        arguments = ("socket", socket_of(run.process.pid)) if how == "socket" else (
            "verb", os.path.abspath(self.options.ganger), "ps")
        return Asking(*arguments, folder=self.bench.folder, environment=run.environment)

    def kill_all(self, run, how=None):
        """Seconds until all are reaped and until all run again; the longest that an answer took."""
        board, count = self.bench.board, self.options.count
        in_all = board.expect_more(count)
        pids = children_of(run.process.pid)
        asking = self.asking(run, how)
        begun = time.monotonic()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        wait_until_reaped(pids)
        reaped = time.monotonic() - begun
        again = board.wait_for(in_all) - begun
        return reaped, again, asking.longest() if asking else None

    def round(self, which, how=None):
        run = self.start(which)
        run.seconds_until_started()
        time.sleep(0.2)  # its last words about the start
        result = self.kill_all(run, how)
        time.sleep(0.2)
        return (*result, run.stop())

    def table(self):
        results = {"reference": [], "ganger": []}
        for turn in range(self.options.rounds + 1):
            for which, rounds in results.items():
                result = self.round(which)
                if turn > 0:
                    rounds.append(result)
        medians = {which: [statistics.median(round[column] for round in rounds) for column in (0, 1, 3)]
                   for which, rounds in results.items()}
        latency = [statistics.median(self.round("ganger", how)[2] for _ in range(max(3, self.options.rounds // 2)))
                   for how in ("socket", "ps")]
        self.print_table(medians, latency)
        ganger, reference = medians["ganger"], medians["reference"]
        bars = {"reaped": ganger[0] <= REAPED, "running again": ganger[1] <= AGAIN,
                "answers": max(latency) <= ANSWER, "stop": ganger[2] <= self.options.bar * reference[2]}
        missed = [name for name, kept in bars.items() if not kept]
        print(f"bars: {REAPED:g} s, {AGAIN:g} s, {ANSWER * 1000:g} ms, stop {self.options.bar:g}:"
              f" {'missed: ' + ', '.join(missed) if missed else 'kept'}")
        return not missed

    def print_table(self, medians, latency):
        print(f"  {self.options.count} killed at once | reaped ms  run again ms  stop ms | longest answer ms: socket  ganger ps")
        for which, (reaped, again, stop) in medians.items():
            line = f"  {which:>20} | {reaped * 1000:9.1f}  {again * 1000:12.1f}  {stop * 1000:7.1f} |"
            if which == "ganger":
                line += f" {latency[0] * 1000:25.1f}  {latency[1] * 1000:9.1f}"
            print(line)
        ratios = [ours / theirs for ours, theirs in zip(medians["ganger"], medians["reference"])]
        print(f"  {'ratio':>20} | {ratios[0]:9.2f}  {ratios[1]:12.2f}  {ratios[2]:7.2f} |")

    def soak(self, total):
        """The board has no room for so many: it is cleared after each turn."""
        run = self.start("ganger")
        run.seconds_until_started()
        held = []
        for turn in range(max(2, total // self.options.count) + 1):
            if turn in (1, max(2, total // self.options.count)):
                held.append(self.held_by(run.process.pid))
            self.bench.board.clear(self.options.count)
            self.kill_all(run)
        held.append(self.held_by(run.process.pid))
        run.stop()
        print("  crashes | descriptors  PSS MiB")
        for crashes, (descriptors, memory) in zip((self.options.count, total, total + self.options.count), held):
            print(f"  {crashes:7d} | {descriptors:11d}  {memory:7.2f}")
        return held[0][0] == held[-1][0] and held[-1][1] < held[0][1] + 1

    @staticmethod
    def held_by(pid):
        time.sleep(0.5)  # what was crashed is put away
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        memory = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        return len(os.listdir(f"/proc/{pid}/fd")), memory


def main():
    if sys.argv[1:2] == ["--probe"]:
        return probe(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for program in ("ganger", "reference", "child"):
        parser.add_argument(program)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bar", type=float, default=1.25)
    parser.add_argument("--soak", type=int, nargs="?", const=10000)
    options = parser.parse_args()
    deaths = Deaths(options)
    try:
        kept = deaths.soak(options.soak) if options.soak else deaths.table()
    finally:
        deaths.bench.close()
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
