"""Lines a second, and the supervisor's CPU per million lines: ganger against a bare epoll-split-prefix-write loop.

Both run by turns in one run, on the same writers; the medians of the pairs' ratios count. The time is from the moment when
all writers may begin until they are done (/dev/null) or until a reader has verified every line. The CPU is the kernel's run
time of the supervisor's threads. 'others' is that of the writers and the reader beneath ganger; 'most' is the ratio of lines
at which they alone would fill all processors, though ganger took no time itself. Fails where ganger carries less than 1/--bar of the reference's lines, or half of that in other formats. Without GANGER the reference runs
against itself: the scatter of the measurement. Other formats than plain go to /dev/null only: the reader knows no other.

    logs.py REFERENCE WRITER READER [GANGER] [--pairs 5] [--seconds 1] [--bar 2]
            [--formats plain,pretty,json] [--lengths 100,65536] [--sinks null,reader] [--modes block,line] [--writers 1,4,16]
"""
import argparse
import os
import pathlib
import select
import shutil
import signal
import statistics
import subprocess
import tempfile
import time


class Board:
    """Two FIFOs: the writers wait at the gate and say on the board how far they are."""

    def __init__(self, folder):
        self.gate_path, board = folder / "gate", folder / "board"
        os.mkfifo(self.gate_path)
        os.mkfifo(board)
        self._board = os.open(board, os.O_RDWR)

    def wait_for(self, said, count, timeout=60):
        until = time.monotonic() + timeout
        while count > 0:
            ready, _, _ = select.select([self._board], [], [], max(0, until - time.monotonic()))
            if not ready:
                raise SystemExit(f"'{said}' is missing {count} times after {timeout} s")
            words = os.read(self._board, 4096).decode()
            if "x" in words:
                raise SystemExit("a line was lost, torn or out of order")
            count -= words.count(said)

    def open_gate(self):
        return os.open(self.gate_path, os.O_RDWR)

    def close(self):
        os.close(self._board)


def run_time(pid):
    """Seconds of CPU of all its threads, by the kernel's clock and not by ticks."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def children_of(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Bench:
    def __init__(self, options):
        self.options = options

    def command(self, which, folder, writers, lines, length, mode, log_format):
        commands = [f"{self.options.writer} {folder} {number} {lines} {length} {mode}" for number in range(writers)]
        if which == "reference":
            return [self.options.reference, *commands]
        procfile = "".join(f"w{number:02}: {command}\n" for number, command in enumerate(commands))
        (folder / "Procfile").write_text(procfile)
        return [self.options.ganger, "start", "--log-format", log_format, "-f", str(folder / "Procfile"), "-d", str(folder)]

    def run(self, which, sink, writers, lines, length, mode, log_format="plain"):
        """Lines a second, and CPU seconds per million lines: the supervisor's, and all others'."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="ganger-logs-"))
        board = Board(folder)
        started, gate = [], None
        try:
            output = subprocess.DEVNULL
            if sink == "reader":
                reader = subprocess.Popen([self.options.reader, str(folder), str(writers), str(lines), str(length)],
                                          stdin=subprocess.PIPE)
                output = reader.stdin
                started.append(reader)
            supervisor = subprocess.Popen(self.command(which, folder, writers, lines, length, mode, log_format),
                                          stdin=subprocess.DEVNULL, stdout=output, start_new_session=True)
            started.insert(0, supervisor)
            if sink == "reader":
                reader.stdin.close()
            board.wait_for("r", writers)
            others = [*children_of(supervisor.pid), *(each.pid for each in started[1:])]
            used, used_by_others = run_time(supervisor.pid), sum(map(run_time, others))
            begun = time.monotonic()
            gate = board.open_gate()
            board.wait_for(*(("v", 1) if sink == "reader" else ("d", writers)))
            seconds = time.monotonic() - begun
            used = run_time(supervisor.pid) - used
            used_by_others = sum(map(run_time, others)) - used_by_others
            supervisor.send_signal(signal.SIGTERM)
            for process in started:
                process.wait(timeout=60)
            total = writers * lines
            return total / seconds, used / total * 1e6, used_by_others / total * 1e6
        finally:
            for process in started:
                if process.poll() is None:
                    process.kill()
            if gate is not None:
                os.close(gate)
            board.close()
            shutil.rmtree(folder, ignore_errors=True)

    def lines_for(self, sink, writers, length, mode):
        """So many that a run of the reference takes about the wanted time."""
        lines = max(100, 2_000_000 // length // writers)
        while True:
            rate, _, _ = self.run("reference", sink, writers, lines, length, mode)
            seconds = writers * lines / rate
            if seconds > 0.2 * self.options.seconds:
                return max(1, int(lines * self.options.seconds / seconds))
            lines = int(lines * min(10, 0.5 * self.options.seconds / seconds))

    def compare(self, log_format, sink, writers, length, mode):
        lines = self.lines_for(sink, writers, length, mode)
        other = "ganger" if self.options.ganger else "reference"
        processors = len(os.sched_getaffinity(0))
        rates, ratios, cpus, cpu_ratios, others, most = [], [], [], [], [], []
        for turn in range(self.options.pairs):
            pair = {}
            for place in ((0, 1), (1, 0))[turn % 2]:
                pair[place] = self.run(("reference", other)[place], sink, writers, lines, length, mode, log_format)
            (reference, reference_cpu, _), (rate, cpu, cpu_of_others) = pair[0], pair[1]
            rates.append((rate, reference))
            ratios.append(rate / reference)
            cpus.append((cpu, reference_cpu))
            cpu_ratios.append(cpu / reference_cpu)
            others.append(cpu_of_others)
            most.append(processors / cpu_of_others * 1e6 / reference)
        median = statistics.median
        rate, reference = (median(column) / 1e6 for column in zip(*rates))
        cpu, reference_cpu = (median(column) for column in zip(*cpus))
        print(f"{log_format:>6} {sink:>6} {writers:8d} {length:7d}  {mode:>5} | {rate:7.3f} {reference:10.3f} {median(ratios):6.2f} |"
              f" {cpu:7.3f} {reference_cpu:10.3f} {median(cpu_ratios):6.2f} | {median(others):7.3f} {median(most):6.2f}",
              flush=True)
        return median(ratios)


def cases(options):
    for log_format in options.formats.split(","):
        for sink in options.sinks.split(","):
            for length in map(int, options.lengths.split(",")):
                for mode in options.modes.split(","):
                    # Only plain is read, and measured in all ways; a long line is a block by itself.
                    if log_format != "plain" and (sink, length, mode) != ("null", 100, "block"):
                        continue
                    if length >= 65536 and mode != "block":
                        continue
                    for writers in options.writers.split(","):
                        yield log_format, sink, int(writers), length, mode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for program in ("reference", "writer", "reader"):
        parser.add_argument(program, type=os.path.abspath)
    parser.add_argument("ganger", nargs="?", type=os.path.abspath)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--writers", default="1,4,16")
    parser.add_argument("--sinks", default="null,reader")
    parser.add_argument("--modes", default="block,line")
    parser.add_argument("--lengths", default="100,65536")
    parser.add_argument("--formats", default="plain,pretty,json")
    parser.add_argument("--bar", type=float, default=2.0)
    bench = Bench(parser.parse_args())
    options = bench.options
    print("                                      |  million lines a second  |  CPU s per million lines   |")
    print("format   sink  writers  length   mode |  ganger  reference  ratio |  ganger  reference  ratio |  others   most")
    worst = min(bench.compare(*case) * (1 if case[0] == "plain" else 2) for case in cases(options))
    print(f"worst ratio of lines {worst:.2f}, bar {1 / options.bar:.2f}")
    return 0 if worst >= 1 / options.bar else 1


if __name__ == "__main__":
    raise SystemExit(main())
