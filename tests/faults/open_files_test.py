"""No open files left: before the start, and while the app runs."""
import os
import resource
import signal

from faults import FaultCase, child
from ganger import EXECUTABLE, main, wait_until

SOON = '[types.worker]\nrestart = "always"\nbackoff = { initial = "50ms", factor = 1 }\n'
STAYS = f"worker: {child('exit-on', 'TERM', 0, 'wait')}\n"


class OpenFiles(FaultCase):
    def test_13_instances_that_will_not_fit_are_refused_before_the_start(self):
        """ulimit -n 64, 40 processes"""
        self.write("Procfile", STAYS)
        run = self.ganger("-c", 'ulimit -n 64; exec "$0" "$@"', EXECUTABLE, "start", "worker=40", executable="/bin/sh")
        self.assertEqual(2, run.ends())
        self.assertRegex(run.err.text, r"40 instances need about 120 open files; the limit is 64\n.*raise it: ulimit -n 120")
        self.assertEqual("", run.out.text)
        self.tells("refused before the start, with the figure that is needed", "exit 2")

    def test_13_more_than_will_fit_are_refused_while_the_app_runs(self):
        """ulimit -n 64, 5 run; scaled to 40, started 40"""
        self.write("Procfile", STAYS + f"other: {child('exit-on', 'TERM', 0, 'wait')}\n")
        run = self.ganger("-c", 'ulimit -n 64; exec "$0" "$@"', EXECUTABLE, "start", "worker=5", executable="/bin/sh")
        before = self.wait_for_children(run, 5)
        for words in (("scale", "worker=40"), ("scale", "other=38", "worker-3"), ("start", "other=35")):
            asked = self.ganger(*words)
            self.assertEqual(1, asked.ends())
            self.assertRegex(asked.err.text, r"40 instances need about 120 open files; the limit is 64\n.*raise it: ulimit -n 120.*then start")
        self.assertEqual(before, self.wait_for_children(run, 5))
        self.assertNotIn("scale:", run.out.text)
        self.assertEqual(0, self.ganger("scale", "worker=6").ends())
        self.assertEqual(0, self.ganger("scale", "worker=2").ends())
        self.assertEqual(0, run.stop())
        self.tells("refused with the figure that is needed, nothing changed", "5 go on")

    def test_13_where_none_is_left_launches_fail_and_pass_and_control_answers(self):
        """while 5 run, the limit is set below what a launch needs; one is killed, 30 connections wait; then it is raised"""
        run = self.app(STAYS, "worker=5", settings=SOON)
        victim = max(self.wait_for_children(run, 5))  # the newest: what it gives back lies above the limit
        used = max(map(int, os.listdir(f"/proc/{run.pid}/fd")))
        soft, hard = resource.prlimit(run.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(run.pid, resource.RLIMIT_NOFILE, (used + 6, hard))
        os.kill(victim, signal.SIGKILL)
        run.wait_for(r"worker\.\d cannot be started: pipe: Too many open files; starts again in")
        idle = [self.connection() for _ in range(30)]
        told, seconds = self.ps()
        self.assertEqual(["backoff"], [each["state"] for each in told["instances"] if each["state"] not in ("running", "ready")])
        for connection in idle:
            connection.close()
        resource.prlimit(run.pid, resource.RLIMIT_NOFILE, (soft, hard))
        self.wait_for_children(run, 5)
        self.assertEqual(["up"] * 5, list(self.states().values()))
        self.assertEqual(0, run.stop())
        self.tells("it backs off, and runs when there is room", f"ganger ps {seconds * 1000:.0f} ms")


    def test_13_what_cannot_be_looked_for_is_not_gone(self):
        """a leader that leaves a daemon behind is killed while no file can be opened, not even /proc; then they can; -t 1"""
        daemon = child("fork", "setsid", "ignore", "TERM", "print", "daemon", "wait", "end", "exit-on", "TERM", 0, "wait")
        run = self.app(f"worker: {daemon}\n", "-t", "1", settings=SOON)
        run.wait_for(r"\| daemon")
        leader = next(found.pid for found in run.tree() if found.parent == run.pid and found.state != "Z")
        left = {found.pid for found in run.tree()} - {run.pid, leader}
        soft, hard = resource.prlimit(run.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(run.pid, resource.RLIMIT_NOFILE, (3, hard))
        os.kill(leader, signal.SIGKILL)
        run.wait_for(r"worker\.1 was killed by SIGKILL; starts again in")
        resource.prlimit(run.pid, resource.RLIMIT_NOFILE, (soft, hard))
        wait_until(lambda: run.out.text.count("| daemon") == 2, "it runs again")
        self.assertFalse(left & {found.pid for found in run.tree()}, "two of worker.1")
        self.assertEqual(0, run.stop())
        self.tells("killed in time, and only then is there a new one", f"{len(left)} daemon")


if __name__ == "__main__":
    main()
