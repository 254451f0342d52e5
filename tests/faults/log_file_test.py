"""A log file that cannot be written: a full disk, one that hangs, a folder that goes."""
import os
import re
import signal
import subprocess
import time

from faults import FaultCase, child
from ganger import main, sanitized, stands_still, wait_until

SETTINGS = '[log]\nfile = "logs/app.log"\nmax_size = "32MiB"\n'


class LogFile(FaultCase):
    def lines(self):
        file = self.folder / "logs/app.log"
        return file.read_text().splitlines() if file.exists() else []

    def numbers(self):
        """What of the count is in the file, and what it says is not."""
        found, lost = [], 0
        for line in self.lines():
            if number := re.search(r"worker.1 \| line (\d+)$", line):
                found.append(int(number.group(1)))
            elif missing := re.search(r"ganger   \| (\d+) lines? lost here", line):
                lost += int(missing.group(1))
        return found, lost

    def test_11_a_disk_that_is_full(self):
        """the disk of the log file is full (1 MB) while a child writes 200,000 lines; then there is room again"""
        logs = self.folder / "logs"
        logs.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(logs)], capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            self.skipTest(f"no tmpfs here: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", str(logs)], check=False)
        (logs / "ballast").write_bytes(bytes(512 << 10))
        run = self.app(f"worker: {child('lines', 200000, 'print', 'all', 'wait')}\n", "--hide", "worker", settings=SETTINGS)
        began = time.monotonic()
        run.wait_for(r"cannot write the log file '.*/logs/app.log': No space left on device")
        self.latency()
        answer = max(self.latency() for _ in range(10))
        self.assert_within(0, 1, answer, "the slowest answer")
        wait_until(lambda: (logs / "app.log").read_bytes()[-1:] == b"\n", "whole lines")
        (logs / "ballast").unlink()
        subprocess.run(["mount", "-o", "remount,size=32m", str(logs)], check=True)
        run.wait_for(r"the log file '.*' works again")
        wait_until(lambda: any(line.endswith("worker.1 | all") for line in self.lines()), "the last line")
        found, lost = self.numbers()
        self.assertEqual(sorted(set(found)), found)
        self.assertEqual(200000, len(found) + lost)
        self.assertGreater(lost, 0)
        self.assertEqual(1, run.out.text.count("cannot write"))
        self.assertEqual(0, run.stop())
        self.tells("one warning; what did not fit is counted in the file, and it goes on by itself",
                   f"{lost} of 200,000 lines lost, answer ≤ {answer * 1000:.0f} ms, {time.monotonic() - began:.1f} s in all")

    def on_a_disk_that_hangs(self, procfile, *arguments):
        library = os.environ.get("GANGER_TEST_HUNG_DISK")
        if not library or sanitized():
            self.skipTest("nothing to make a disk hang with")
        (self.folder / "logs").mkdir()
        os.mkfifo(self.folder / "go")
        run = self.app(procfile, *arguments, settings=SETTINGS,
                       environment={"LD_PRELOAD": library, "HUNG_DISK": str(self.folder / "logs")})
        wait_until(lambda: any(line.endswith("worker.1 | up") for line in self.lines()), "it is written")
        os.mkfifo(self.folder / "hung")
        self.write("go", "\n")
        return run

    def test_11_a_disk_that_hangs(self):
        """the disk of the log file does not answer while a child writes 200,000 lines; then it does"""
        flood = child("lines", 200000, "append", "written", "", "print", "all", "wait")
        run = self.on_a_disk_that_hangs(f"worker: echo up; read go <go; exec {flood}\n", "--hide", "worker")
        held_up = self.timed((self.folder / "written").exists, timeout=20)
        run.wait_for(r"the log file '.*/logs/app.log' does not keep up; lines that memory has no room for are lost")
        answer = max(self.latency() for _ in range(10))
        self.assert_within(0, 1, answer, "the slowest answer")
        self.addCleanup(os.close, os.open(self.folder / "hung", os.O_RDWR))
        wait_until(lambda: any(line.endswith("worker.1 | all") for line in self.lines()), "the last line")
        found, lost = self.numbers()
        self.assertEqual(sorted(set(found)), found)
        self.assertEqual(200000, len(found) + lost)
        self.assertGreater(lost, 0)
        run.wait_for(f"the log file '.*' works again; {lost} lines were lost")
        self.assertEqual(0, run.stop())
        self.tells("the child is held up for half a second; what did not fit is counted in the file",
                   f"{held_up:.1f} s, {lost} of 200,000 lines lost, answer ≤ {answer * 1000:.0f} ms")

    def test_42_a_pause_of_ganger_is_no_fault_of_the_disk(self):
        """ganger is SIGSTOPped for 1 s, three times, while a child writes 1,000,000 lines; there is a log file"""
        (self.folder / "logs").mkdir()
        run = self.app(f"worker: {child('lines', 1000000, 'print', 'all', 'wait')}\n", "--hide", "worker",
                       settings=SETTINGS.replace("32MiB", "1GiB"))
        wait_until(self.lines, "it is written")
        for _ in range(3):
            run.send(signal.SIGSTOP)
            stands_still((self.folder / "logs/app.log").stat, "it is stopped", seconds=1)
            run.send(signal.SIGCONT)
            self.latency()
        wait_until(lambda: any(line.endswith("worker.1 | all") for line in self.lines()[-3:]), "the last line", timeout=30)
        self.assertEqual((list(range(1, 1000001)), 0), self.numbers())
        self.assertEqual(0, run.stop())
        self.assertNotIn("keep up", run.out.text)
        self.tells("nothing is lost, and nobody is blamed")

    def test_11_a_disk_that_hangs_at_the_end(self):
        """the disk of the log file does not answer any more when the app ends"""
        run = self.on_a_disk_that_hangs(f"worker: echo up; read go <go; echo last; exec {child('wait')}\n")
        run.wait_for(r"worker\.1 \| last")
        began = time.monotonic()
        self.assertEqual(0, run.stop())
        self.assertRegex(run.err.text, r"ganger: \d+ lines are missing at the end of the log file '.*/logs/app.log'\n")
        self.tells("it says how many lines are missing, and ends", f"{time.monotonic() - began:.2f} s")

    def test_12_a_folder_that_is_removed(self):
        """the folder of the log file is removed and comes again, then the file is replaced; USR2"""
        logs = self.folder / "logs"
        logs.mkdir()
        run = self.app(f"worker: {child('tell', 'HUP', 'print', 'up', 'wait')}\n", settings=SETTINGS)
        wait_until(lambda: any("| up" in line for line in self.lines()), "it is written")
        (logs / "app.log").unlink()
        logs.rmdir()
        self.ask("signal", "HUP", "worker")
        run.wait_for(r"cannot open the log file '.*/logs/app.log': No such file or directory")
        logs.mkdir()
        again = self.timed(lambda: any("| got HUP" in line for line in self.lines()))
        (logs / "app.log").rename(logs / "moved")
        run.send(signal.SIGUSR2)
        self.ask("signal", "HUP", "worker")
        at_once = self.timed(lambda: any("| got HUP" in line for line in self.lines()))
        self.assertEqual(0, run.stop())
        self.tells("one warning, nothing is lost, and it goes on by itself",
                   f"in the new folder after {again:.1f} s, in the new file after {at_once * 1000:.0f} ms")

    def ask(self, *arguments):
        run = self.ganger(*arguments)
        self.assertEqual(0, run.ends(), run.err.text)


if __name__ == "__main__":
    main()
