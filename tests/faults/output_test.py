"""Output that is no text, has no end, or finds no space; and children that close theirs."""
import json
import os
import re
import subprocess
import time

from faults import FaultCase, child, memory, processor_time
from ganger import main, sanitized, stands_still, wait_until
from scribe import SCRIBE, Audited, digest, scribe

FAST = '[types.worker]\nrestart = "always"\nbackoff = { initial = 0 }\n'


def wakes(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("voluntary_ctxt_switches"))


class LineCase(Audited, FaultCase):
    def write_one_line(self, megabytes):
        size = megabytes * 1_000_000
        os.mkfifo(self.folder / "fifo")
        words = f"worker: read go < fifo; exec {scribe('write', 'line', 7, size)}\n"
        run, audit = self.start_audited(self.app, words + f"other: {child('exit-on', 'TERM', 0, 'wait')}\n")
        wait_until(lambda: len(run.tree()) == 2, "both run")
        wait_until(lambda: self.worker_state() == "up", "it waits")
        resident = memory(run.pid)
        (self.folder / "fifo").write_text("go\n", encoding="utf-8")
        seconds = self.timed(self.worker_state, "completed", timeout=600)
        grown = memory(run.pid, "VmHWM") - resident
        self.assertEqual(0, run.stop())
        self.assertEqual({"worker.1": digest("line", 7, size)}, audit.read())
        self.assertLess(audit.longest, 65536 + 100)
        if not sanitized():
            self.assertLess(grown, 20 << 10)
        self.tells("in parts, every byte of it", f"{size // 1_000_000} MB, RSS +{grown} KiB, {size / seconds / 1e6:.0f} MB/s")

    def worker_state(self):
        return self.states().get("worker.1")


class Output(LineCase):
    def test_06_children_that_close_their_output_cost_nothing(self):
        """10 children close stdout and stderr, and live on"""
        run = self.app(f"worker: {child('print', 'up', 'close', 1, 'close', 2, 'exit-on', 'TERM', 0, 'wait')}\n", "worker=10")
        run.wait_for(r"\| up")
        wait_until(lambda: {each["state"] for each in self.ps()[0]["instances"]} == {"ready"}, "all are ready")
        stands_still(lambda: wakes(run.pid), "ganger rests: what the start needed is let go after 2 s", seconds=1.5)
        used, awake = processor_time(run.pid), wakes(run.pid)
        stands_still(lambda: 0, "half a second", seconds=0.5)
        used = processor_time(run.pid) - used
        self.assertEqual(awake, wakes(run.pid))
        self.assertLess(used, 0.1, "it spins")
        self.assertEqual(0, run.stop())
        self.tells("nothing to do for half a second", f"0 wake-ups, {used:.2f} s CPU")

    def test_07_a_line_without_end_takes_no_memory(self):
        """a line of 200 MB without newline"""
        self.write_one_line(200)

    def test_08_what_is_no_text_passes_as_it_is(self):
        """3 MB of all byte values, in plain and in json"""
        size = 3_000_000
        procfile = f"worker: {scribe('write', 'bytes', 8, size)}\n"
        run, audit = self.start_audited(self.app, procfile)
        self.assertEqual(0, run.ends())
        self.assertEqual({"worker.1": digest("bytes", 8, size)}, audit.read())
        self.assertEqual([], audit.strange)
        run = self.app(procfile, "--log-format", "json", settings="")
        self.assertEqual(0, run.ends(timeout=60))
        records = [json.loads(line.decode()) for line in run.out.bytes.splitlines()]
        said = "\n".join(record["msg"] for record in records if record["ganger"]["type"] == "worker")
        written = subprocess.run([SCRIBE, "write", "bytes", "8", str(size)], stdout=subprocess.PIPE, check=True).stdout
        self.assertTrue(written.decode(errors="replace").removesuffix("\n") == said)
        self.tells("every line has its name; JSON is UTF-8, with U+FFFD where it was none", f"{len(records)} records")

    def test_11_a_full_disk_is_told_of_once_and_delays_nobody(self):
        """our stdout is a file on a tmpfs of 1 MiB, 100000 lines"""
        disk = self.folder / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", disk], check=True)
        os.mkfifo(self.folder / "fifo")
        words = f"{child('lines', 100000)}; touch written; read go < fifo; exec {child('print', 'after', 'wait')}"
        with (disk / "log").open("ab") as output:
            run = self.app(f"worker: {words}\nother: {child('wait')}\n", stdout=output, settings=FAST)
        wait_until((self.folder / "written").exists, "all is written, and nobody reads")
        run.err.wait_for_line("cannot write to standard output: No space left on device; dropped [0-9]+ lines")
        answers, until = [], time.monotonic() + 2.5  # it tries again each second
        wait_until(lambda: answers.append(self.latency()) or time.monotonic() > until, "it has tried again")
        answer = max(answers)
        self.assert_within(0, 1, answer, "the slowest answer")
        log = (disk / "log").read_bytes()
        os.truncate(disk / "log", 0)
        run.err.wait_for_line("standard output has space again")
        (self.folder / "fifo").write_text("go\n", encoding="utf-8")
        wait_until(lambda: b"| after\n" in (disk / "log").read_bytes(), "the stream goes on")
        log += (disk / "log").read_bytes()
        dropped = sum(map(int, re.findall(rb"(?m)^ganger +\| dropped ([0-9]+) lines", log)))
        numbers = [int(number) for number in re.findall(rb"(?m)^worker\.1 +\| line ([0-9]+)$", log)]
        self.assertEqual(100000, len(numbers) + dropped)
        self.assertEqual(sorted(set(numbers)), numbers)
        self.assertEqual(0, run.stop())
        self.assertEqual(2, run.err.text.count("\n"), run.err.text)
        self.tells("one warning, nobody waits, goes on where there is space", f"{len(numbers)} written + {dropped} told lost")

    def test_11_the_last_words_wait_for_space_by_themselves(self):
        """our stdout is a file on a full tmpfs, 10 lines, then silence; then there is space"""
        disk = self.folder / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", disk], check=True)
        (disk / "ballast").write_bytes(bytes(64 << 10))
        with (disk / "log").open("ab") as output:
            run = self.app(f"worker: {child('lines', 10, 'append', 'written', '', 'wait')}\n", stdout=output)
        wait_until((self.folder / "written").exists, "all is written")
        self.latency()
        (disk / "ballast").unlink()
        again = self.timed(lambda: 10 == len(self.numbers(disk / "log")) + self.dropped(disk / "log"))
        self.assertEqual(0, run.stop())
        self.tells("they are there, or counted", f"after {again:.1f} s, {self.dropped(disk / 'log')} dropped")

    def test_11_a_disk_that_hangs_under_our_stdout(self):
        """our stdout is a file, and its disk does not answer while a child writes 200,000 lines; then it does"""
        library = os.environ.get("GANGER_TEST_HUNG_DISK")
        if not library or sanitized():
            self.skipTest("nothing to make a disk hang with")
        disk = self.folder / "disk"
        disk.mkdir()
        os.mkfifo(self.folder / "go")
        flood = child("lines", 200000, "append", "written", "", "wait")
        with (disk / "log").open("ab") as output:
            run = self.app(f"worker: read go < go; exec {flood}\nother: {child('print', 'up', 'wait')}\n", stdout=output, settings=FAST,
                           environment={"LD_PRELOAD": library, "HUNG_DISK": str(disk)})
        wait_until(lambda: b"| up\n" in (disk / "log").read_bytes(), "it is written")
        os.mkfifo(self.folder / "hung")
        (self.folder / "go").write_text("go\n", encoding="utf-8")
        answer = max(self.latency() for _ in range(10))
        self.assert_within(0, 1, answer, "the slowest answer")
        self.assertEqual(0, self.ganger("restart", "other").ends(), "other processes end and start meanwhile")
        self.assertFalse((self.folder / "written").exists(), "who writes waits for it")
        self.addCleanup(os.close, os.open(self.folder / "hung", os.O_RDWR))
        wait_until((self.folder / "written").exists, "it has written all")
        self.assertEqual(0, run.stop())
        self.assertEqual(list(range(1, 200001)), self.numbers(disk / "log"))
        self.tells("only who writes waits, and nothing is lost", f"answer ≤ {answer * 1000:.0f} ms")

    @staticmethod
    def dropped(log):
        return sum(map(int, re.findall(rb"(?m)^ganger +\| dropped ([0-9]+) lines?", log.read_bytes())))

    @staticmethod
    def numbers(log):
        return [int(number) for number in re.findall(rb"(?m)^worker\.1 +\| line ([0-9]+)$", log.read_bytes())]


if __name__ == "__main__":
    main()
