"""ganger as PID 1: the duties of an init, in a PID namespace of its own."""
import os
import signal
import subprocess
import unittest
from pathlib import Path

from ganger import EXECUTABLE, GangerTestCase, main, wait_until
from processes import descendants

NAMESPACE = ["--pid", "--mount", "--fork", "--mount-proc", "--kill-child"]
WITHOUT_PROC = ["--pid", "--mount", "--fork", "--kill-child", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh"]
TIMES = 20


def may_unshare():
    return subprocess.run(["unshare", *NAMESPACE, "true"], check=False, capture_output=True).returncode == 0


@unittest.skipUnless(may_unshare(), "no PID namespace here")
class FirstProcess(GangerTestCase):
    def first(self, *words, inside=()):
        """Runs ganger as PID 1 of a namespace; `pid` is its number outside."""
        run = self.ganger(*(inside or NAMESPACE), EXECUTABLE, *words, executable="unshare")
        run.pid = wait_until(lambda: self.first_of(run), "a first process")
        return run

    @staticmethod
    def first_of(run):
        if run.process.poll() is not None:
            raise AssertionError(run.err.text)
        found = [child.pid for child in descendants(run.process.pid) if child.name == "ganger"]
        return found[0] if found else None

    def stop_as(self, run, number):
        os.kill(run.pid, number)
        return run.ends()

    def orphans(self, run, count=20):
        """Processes of nobody's: they are born inside, and their parents end at once."""
        script = f"i=0; while [ $i -lt {count} ]; do (setsid sh -c 'sleep 0.05 & sleep 600 &' &); i=$((i + 1)); done"
        subprocess.run(["nsenter", "-t", str(run.pid), "-p", "sh", "-c", script], check=True, stdin=subprocess.DEVNULL)

    def names(self, run):
        return sorted((child.name, child.state == "Z") for child in descendants(run.pid))

    def test_it_stops_when_asked_and_its_code_is_0(self):
        self.write("Procfile", "web: sleep 600\nworker: sleep 600\n")
        for number in (signal.SIGTERM, signal.SIGINT):
            run = self.first("start")
            run.wait_for("worker.1 started")
            self.assertEqual(0, self.stop_as(run, number))

    def test_the_code_of_its_process_is_its_own(self):
        self.write("Procfile", "job: exit 3\n")
        self.assertEqual(3, self.ganger(*NAMESPACE, EXECUTABLE, "start", executable="unshare").ends())

    def test_it_reaps_what_belongs_to_nobody(self):
        self.write("Procfile", "web: sleep 600\nworker: sleep 600\n")
        run = self.first("start")
        run.wait_for("worker.1 started")
        self.orphans(run)
        wait_until(lambda: self.names(run) == [("sleep", False)] * 22, f"no zombie and all that lives: {self.names(run)}")
        self.assertEqual(0, self.stop_as(run, signal.SIGTERM))

    def test_it_reaps_them_without_proc(self):
        self.write("Procfile", "web: sleep 600\nworker: sleep 600\n")
        run = self.first("start", inside=WITHOUT_PROC)
        run.wait_for("worker.1 started")
        self.orphans(run)
        wait_until(lambda: self.names(run) == [("sleep", False)] * 22, f"no zombie and all that lives: {self.names(run)}")
        run.kill()

    def test_a_daemon_that_a_process_leaves_ends_with_it(self):
        self.write("Procfile", "web: (setsid sh -c 'sleep 700 & exit' &); sleep 600\n")
        run = self.first("start")
        wait_until(lambda: any(child.command == "sleep 700" for child in descendants(run.pid)), "a daemon")
        self.assertEqual(0, self.stop_as(run, signal.SIGTERM))

    # The kernel discards a signal to PID 1 whose default would end it. So it has to be kept from the first moment
    # on, which is before there is anything to stop.
    def test_a_stop_that_comes_before_anything_has_started_is_not_lost(self):
        self.write("Procfile", "web: sleep 600\n")
        os.mkfifo(self.folder / "env")
        run = self.first("start", "-e", "env")
        with open(self.folder / "env", "wb"):  # it reads its files
            os.kill(run.pid, signal.SIGTERM)
        self.assertEqual(0, run.ends())

    def test_nor_is_one_in_its_first_milliseconds(self):
        self.write("Procfile", "web: sleep 600\n")
        for _ in range(TIMES):
            run = self.first("start")
            while not self.keeps_signals(run.pid):
                pass
            self.assertEqual(0, self.stop_as(run, signal.SIGTERM))

    @staticmethod
    def keeps_signals(pid):
        bits, = (line.split()[1] for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
                 if line.startswith("SigBlk"))
        return int(bits, 16) & 1 << (signal.SIGTERM - 1)


if __name__ == "__main__":
    main()
