"""What the machine does: the first process of a container, numbers that come again, processes that can't die."""
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from faults import CHILD, RUNTIME, FaultCase, child
from ganger import EXECUTABLE, main, wait_until
from processes import process

AT_ONCE = '[types.worker]\nrestart = "always"\nbackoff = { initial = 0 }\nmax_restarts = { count = 0 }\n'
FREEZER = Path("/sys/fs/cgroup/freezer")


class Machine(FaultCase):
    def test_25_the_first_process_reaps_the_orphans(self):
        """ganger is PID 1 of a namespace; 300 orphans end in it, one lives on and ignores TERM, -t 1"""
        orphans = ("fork", "setsid", "fork", "end", "fork", "end", "fork", "end", "end") * 100
        stays = ("fork", "setsid", "fork", "setsid", "ignore", "TERM", "print", "up", "wait", "end", "end")
        self.write("Procfile", f"worker: {child(*orphans, *stays, 'exit-on', 'TERM', 0, 'wait')}\n"
                               f"other: {child('exit-on', 'TERM', 0, 'wait')}\n")
        words = ("--pid", "--fork", "--mount-proc", "--kill-child", EXECUTABLE, "start", "-t", "1", "-p", "12000",
                 "--log-format", "plain")
        run = self.ganger(*words, name="unshare", executable="/usr/bin/unshare")
        run.wait_for(r"\| up")
        first = next(found.pid for found in run.tree() if found.name == "ganger")
        self.assertIn("profile container (PID 1)", run.out.lines[0].replace("it is ", ""))
        # The zombies of the leader are its own; those of its children are ours.
        wait_until(lambda: not [found for found in run.tree() if found.parent == first and found.state == "Z"], "all are reaped")
        os.kill(first, signal.SIGTERM)
        began = time.monotonic()
        self.assertEqual(0, run.ends())
        seconds = time.monotonic() - began
        self.assert_within(0.9, 2, seconds, "the deadline of the one that stays")
        self.tells("0 zombies, 0 processes left, exit 0", f"{seconds:.2f} s")

    def test_26_a_number_that_comes_again_is_never_signalled(self):
        """pid_max is 400: numbers come again and again, foreign processes are born among what crashes and what is killed"""
        if tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) < (6, 14):
            self.skipTest("before Linux 6.14 there is one pid_max for all namespaces")
        leaves = ("fork", "setsid", "ignore", "TERM", "wait", "end", "exit", 1)
        run = self.app(f"worker: {child(*leaves)}\nchurn: {child('fork', 'end', 'exit', 1)}\n", "worker=8", "churn=4", "-t", "0.3",
                       settings=AT_ONCE + AT_ONCE.replace("worker", "churn"))
        try:
            Path("/proc/sys/kernel/pid_max").write_text("400", encoding="utf-8")
        except OSError as error:
            self.skipTest(f"pid_max can't be set: {error}")
        foreign, born, killed = [], 0, 0
        while killed < 60:
            foreign.append(subprocess.Popen([CHILD, "wait"], start_new_session=True))
            born += 1
            self.assertEqual([], [one.pid for one in foreign if one.poll() is not None], "a foreign process was killed")
            if len(foreign) > 30:
                ended = foreign.pop(0)
                ended.kill()
                ended.wait()
            if born % 20 == 0:
                killed = sum(each["restarts"] for each in self.ps()[0]["instances"] if each["type"] == "worker")
        self.assertEqual(0, run.stop())
        self.assertEqual([], [one.pid for one in foreign if one.poll() is not None], "a foreign process was killed")
        for one in foreign:
            one.kill()
            one.wait()
        self.tells(f"{killed} times remnants are killed, and none of {born} others")

    def group_of_memory(self, limit):
        """The members file of a control group that has no more; skips the test where there can be none."""
        for place, name in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
            group = Path(place, self.folder.name)
            try:
                group.mkdir()
                self.addCleanup(self.remove, group)
                (group / name).write_text(str(limit), encoding="utf-8")
                return group / "cgroup.procs"
            except OSError as error:
                why = error
        self.skipTest(f"no control group for memory here: {why}")
        return None

    def test_34_what_the_kernel_kills_for_want_of_memory_is_started_again(self):
        """a child takes more than the 48 MiB of the control group in which ganger runs; oom_score_adj = 300"""
        members = self.group_of_memory(48 << 20)
        self.write("Procfile", f"worker: {child('append', 'starts', 'x', 'take', 200, 'wait')}\n"
                               f"other: {child('exit-on', 'TERM', 0, 'wait')}\n")
        self.write("ganger.toml", '[types.worker]\nrestart = "always"\noom_score_adj = 300\nbackoff = { initial = "200ms", factor = 1 }\n'
                                  "[types.other]\noom_score_adj = 100\n")
        own = Path("/proc/self/oom_score_adj").read_text(encoding="utf-8")
        run = self.start("--profile", "dev", "--log-format", "plain", preexec_fn=lambda: members.write_text("0", encoding="utf-8"))
        wait_until(lambda: (self.folder / "starts").exists() and len((self.folder / "starts").read_text().split()) == 3, "twice again")
        self.assertIn("worker.1 was killed by the kernel: out of memory; starts again in", run.out.text)
        told = {each["name"]: each["last_end"] for each in self.ps()[0]["instances"]}
        self.assertEqual((137, True), (told["worker.1"]["status"], told["worker.1"]["oom"]))
        self.assertIsNone(told["other.1"])
        other = next(found.pid for found in run.tree() if "exit-on" in found.command)
        self.assertEqual([own, "100\n"], [Path(f"/proc/{pid}/oom_score_adj").read_text(encoding="utf-8") for pid in (run.pid, other)])
        self.assertEqual(0, run.stop())
        self.tells("told as out of memory, started again; ganger and the others live")

    def count_kills(self, count):
        """As memory.events of version 2 has it."""
        self.write("cgroup/memory.events", f"low 0\nhigh 0\nmax 3\noom 1\noom_kill {count}\noom_group_kill 0\n")

    def starts_where_kills_are_counted(self, others=""):
        """Five, until now, in a stand-in for the control group."""
        self.count_kills(5)
        self.write("Procfile", f"worker: {child('print', 'up', 'wait')}\n{others}")
        self.write("ganger.toml", AT_ONCE)
        mount = 'mount --bind cgroup /sys/fs/cgroup && exec "$@"'
        return self.ganger("--mount", "sh", "-c", mount, "sh", EXECUTABLE, "start", "-p", "12000", "--log-format", "plain",
                           name="unshare", executable="/usr/bin/unshare")

    def test_34_only_what_the_kernel_has_counted_is_blamed_on_memory(self):
        """SIGKILL to a child while a stand-in for memory.events (version 2) counts one more, and while it does not"""
        run = self.starts_where_kills_are_counted()
        for number, counted in enumerate((5, 6, 6), 1):
            wait_until(lambda number=number: run.out.text.count("| up") == number, "it runs")
            leader = next(found for found in run.tree() if "wait" in found.command and found.parent == run.pid)
            self.count_kills(counted)
            os.kill(leader.pid, signal.SIGKILL)
        wait_until(lambda: run.out.text.count("| up") == 4, "it runs again")
        ends = re.findall(r"worker\.1 (was killed by .*); starts again", run.out.text)
        self.assertEqual(["was killed by SIGKILL", "was killed by the kernel: out of memory", "was killed by SIGKILL"], ends)
        self.assertEqual(0, run.stop())
        self.tells("told as out of memory the one time")

    def test_34_who_was_killed_for_want_of_memory_before_is_no_reason(self):
        """a grandchild is killed for want of memory (a stand-in for memory.events counts it), 6 s of log lines later its leader
        by SIGKILL"""
        run = self.starts_where_kills_are_counted("clock: i=0; while sleep 1; do i=$((i+1)); echo tick $i; done\n")
        run.wait_for(r"\| up")
        self.count_kills(6)
        run.wait_for(rf"tick {run.out.text.count('tick') + 7}\b")
        leader = next(found for found in run.tree() if "wait" in found.command and found.parent == run.pid)
        os.kill(leader.pid, signal.SIGKILL)
        run.wait_for(r"worker\.1 was killed by SIGKILL; starts again")
        self.assertEqual(0, run.stop())
        self.tells("killed by SIGKILL, is said")

    @staticmethod
    def remove(group):
        """A control group, as soon as it is empty."""
        def removed():
            try:
                group.rmdir()
            except OSError:
                return False
            return True
        wait_until(removed, "the group is empty")

    def test_39_a_process_that_cannot_die_is_named_and_left(self):
        """a child is in state D (a frozen cgroup v1) when it is to stop, -t 1"""
        group = FREEZER / self.folder.name
        try:
            group.mkdir()
        except OSError as error:
            self.skipTest(f"no cgroup v1 freezer here: {error}")
        self.addCleanup(self.remove, group)
        run = self.app(f"worker: {child('exit-on', 'TERM', 0, 'wait')}\nother: {child('exit-on', 'TERM', 0, 'wait')}\n", "-t", "1")
        pid, _ = self.wait_for_children(run, 2)
        (group / "cgroup.procs").write_text(str(pid), encoding="utf-8")
        state = group / "freezer.state"
        try:
            state.write_text("FROZEN", encoding="utf-8")
            wait_until(lambda: process(pid).state == "D", "it is in state D")
            began = time.monotonic()
            status = run.stop(timeout=20)
            seconds = time.monotonic() - began
            self.assertEqual("D", process(pid).state)
        finally:
            state.write_text("THAWED", encoding="utf-8")
        self.killed, self.ended_well = True, False
        self.assertEqual([".ledger"], [file.suffix for file in RUNTIME.glob("*")], "the next start shall know of it")
        wait_until(lambda: process(pid).state == "Z", "it dies when it can")
        self.assertRegex(run.out.text, r"worker\.1 .*does not end")
        self.assert_within(5.9, 9.5, seconds, "1 s, 5 s after KILL, and 2 s for the output that it holds")
        self.tells(f"named, the others end, exit {status}", f"{seconds:.2f} s")


if __name__ == "__main__":
    main()
