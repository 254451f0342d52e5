"""How long a lone line takes from its write until it is read, idle and beside a flood; and the memory while nobody reads.

A process writes its time as a line; what reads our output compares. Beside a flood of 16 writers, once with a reader that
takes all it gets and once with one that takes 5 MB a second. The reference is the loop of logs.py.

    logs_latency.py REFERENCE GANGER [--lines 200]
"""
import argparse
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import time

FLOODS = 16
SPEAKER = "import time\nwhile True: time.sleep(0.02); print('said', time.monotonic_ns(), flush=True)"


def commands(floods):
    flood = "yes " + "x" * 99
    return [f"{sys.executable} -I -S -c {shlex.quote(SPEAKER)}"] + [flood] * floods


def start(program, folder, floods):
    """Our end of its output, and the process."""
    reading, writing = os.pipe()
    if program == "reference":
        line = [options.reference, *commands(floods)]
    else:
        (folder / "speaker").write_text("exec " + commands(0)[0])
        said = [f"speaker: sh {folder}/speaker\n"] + [f"flood{n:02}: {c}\n" for n, c in enumerate(commands(floods)[1:])]
        (folder / "Procfile").write_text("".join(said))
        line = [options.ganger, "start", "--log-format", "plain", "-f", str(folder / "Procfile"), "-d", str(folder)]
    process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=writing, start_new_session=True)
    os.close(writing)
    return reading, process


LEARNT = 10  # lines: 0.2 s until the pace is known, in which a line may wait as long


def stop(reading, process):
    process.send_signal(signal.SIGTERM)
    while os.read(reading, 1 << 20):
        pass
    os.close(reading)
    process.wait(timeout=60)


def waits(reading, count, pace):
    """Milliseconds of the first lines; and of so many more, sorted."""
    found, taken, text = [], 0, b""
    begun = time.monotonic()  # a reader that turns slow has what lies ahead of the fast one to read first
    while len(found) < count + LEARNT:
        if pace:
            time.sleep(max(0, begun + taken / pace - time.monotonic()))
        got = os.read(reading, 8192 if pace else 1 << 20)
        now = time.monotonic_ns()
        taken += len(got)
        last = got.rfind(b"\n") + 1
        whole, text = (text + got[:last], got[last:]) if last else (b"", text + got)
        at = whole.find(b"said ")
        while at >= 0:
            found.append((now - int(whole[at + 5:whole.index(b"\n", at)])) / 1e6)
            at = whole.find(b"said ", at + 5)
    return found[:LEARNT], sorted(found[LEARNT:])


def latency(what, program, floods, pace=None):
    with tempfile.TemporaryDirectory(prefix="ganger-logs-") as folder:
        reading, process = start(program, pathlib.Path(folder), floods)
        first, found = waits(reading, options.lines, pace)
        stop(reading, process)
    p50, p99 = found[len(found) // 2], found[int(len(found) * 0.99)]
    print(f"{what:32} {program:>9} | {p50:8.3f} {p99:8.3f} | {max(first):8.3f}", flush=True)
    return p99


def resident(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def memory(floods):
    """MiB, once it grows no more."""
    with tempfile.TemporaryDirectory(prefix="ganger-logs-") as folder:
        reading, process = start("ganger", pathlib.Path(folder), floods)
        seen = -1
        while resident(process) != seen:
            seen = resident(process)
            time.sleep(0.5)
        stop(reading, process)
    print(f"memory with {floods:2} floods, nobody reads: {seen / 1024:5.1f} MiB", flush=True)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("reference", type=os.path.abspath)
parser.add_argument("ganger", type=os.path.abspath)
parser.add_argument("--lines", type=int, default=200)
options = parser.parse_args()
print("milliseconds until a line is read                  |      p50      p99 | longest at first")
worst = 0.0
for which in ("reference", "ganger"):
    latency("alone", which, 0)
    latency(f"beside {FLOODS} floods", which, FLOODS)
    worst = latency(f"beside {FLOODS} floods, read at 5 MB/s", which, FLOODS, 5e6)
memory(1)
memory(FLOODS)
# The promise is 50 ms; a busy machine gets some more.
sys.exit(0 if worst < 250 else 1)
