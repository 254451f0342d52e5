"""Faults to survive: each test runs as the first process of a PID namespace of its own, with a /run of its own.

A test's name begins with the number of its fault, its doc string says what the fault is; `tells` adds what happened.
Such lines begin with "fault ": tests/run makes a table of them. Figures are printed; what is asserted leaves room for
busy machines. At the end of a test nothing may be left: no process in the namespace, no file in the runtime folder.
"""
import functools
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

from ganger import EXECUTABLE, PATIENCE, GangerTestCase, wait_until
from processes import all_processes, process

CHILD = os.environ.get("GANGER_TEST_CHILD") or str(Path(EXECUTABLE).parents[2] / "tests/support/child")
RUNTIME = Path("/run/ganger")
NAMESPACE = ["unshare", "--pid", "--mount", "--fork", "--mount-proc", "--kill-child"]
AS_ANY_USER = ["--user", "--map-root-user"]
OWN_RUN = ["sh", "-c", 'mount -t tmpfs -o mode=755 none /run && exec "$@"', "sh"]
INSIDE = "TEST_INSIDE_NAMESPACE"
REQUEST = b"GET /v1/processes HTTP/1.1\r\nHost: ganger\r\n\r\n"


@functools.cache
def way_in():
    """The command that runs another one in such a namespace, or nothing, and why."""
    for options in ([], AS_ANY_USER):
        command = [*NAMESPACE, *options, *OWN_RUN]
        tried = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return command, ""
    return None, tried.stderr.strip()


def child(*actions):
    """support/child.cpp as a command of a Procfile."""
    return shlex.join([CHILD, *map(str, actions)])


def open_files(pid):
    """What its descriptors are: as "pipe:[17]"."""
    found = []
    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            found.append(os.readlink(f"/proc/{pid}/fd/{number}"))
        except FileNotFoundError:
            pass  # closed meanwhile
    return found


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def memory(pid, what="VmRSS"):
    """In KiB."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(rf"^{what}:\s+(\d+)", text, re.M).group(1))


def processor_time(pid):
    """In seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class FaultCase(GangerTestCase):
    killed = False  # whether the test killed ganger: its orphans are ours
    runtime = RUNTIME  # where the socket is
    ended_well = True  # whether the last ganger could tidy up

    def run(self, result=None):
        if INSIDE in os.environ:
            return super().run(result)
        result.startTest(self)
        try:
            self._run_in_namespace(result)
        finally:
            result.stopTest(self)
        return result

    def _run_in_namespace(self, result):
        command, why_not = way_in()
        if not command:
            return result.addSkip(self, f"no PID namespace here: {why_not}")
        done = subprocess.run([*command, sys.executable, sys.argv[0], self.id().split(".", 1)[1]],
                              env={**os.environ, INSIDE: "1"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        skipped = re.search(r"skipped ['\"](.*)['\"]$", done.stdout, re.M)
        if done.returncode != 0:
            words = re.search(r"^=+\n(.*)^-+\nRan 1 test", done.stdout, re.M | re.S)
            try:
                self.fail(words.group(1) if words else f"status {done.returncode}: {done.stdout}")
            except self.failureException:
                return result.addFailure(self, sys.exc_info())
        for line in re.findall(r"^fault .*", done.stdout, re.M):
            print(f"\n{line}", flush=True)
        return result.addSkip(self, skipped.group(1)) if skipped else result.addSuccess(self)

    def shortDescription(self):
        return None  # the name says it

    def setUp(self):
        super().setUp()
        self.environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
        self.folder.chmod(0o755)

    def tearDown(self):
        left = [found for found in self.left_over() if not (self.killed and found.parent == 1 and found.state == "Z")]
        self.assertEqual([], left, "processes are left in the namespace")
        if self.ended_well:
            self.assertEqual([], list(RUNTIME.glob("*")), "files are left in the runtime folder")

    def left_over(self):
        return [found for found in all_processes() if found.pid != os.getpid() and found.pid not in self.companions]

    def as_user(self, number, *command):
        """`command` as somebody else; skips the test where there can be nobody else."""
        change = ["/usr/bin/setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups"]
        tried = subprocess.run([*change, "true"], capture_output=True, text=True, check=False)
        if tried.returncode != 0:
            self.skipTest(f"no second user here: {tried.stderr.strip()}")
        return [*change, *command]

    def tells(self, what, figure=""):
        number = int(re.match(r"test_(\d+)", self._testMethodName).group(1))
        fault = " ".join(self._testMethodDoc.split())
        print(f"\nfault {number:2d}  {fault} → {what}" + (f" → {figure}" if figure else ""), flush=True)

    def assert_within(self, low, high, seconds, what):
        """The upper bound grows with the patience of a slow build."""
        self.assertGreaterEqual(seconds, low, what)
        self.assertLess(seconds, high * PATIENCE, what)

    def app(self, procfile, *arguments, settings=None, **options):
        """`ganger start`; in a namespace it would take itself to be in a container."""
        self.write("Procfile", procfile)
        if settings is not None:
            self.write("ganger.toml", settings)
        if "--profile" not in arguments:
            arguments = ("--profile", "dev", *arguments)
        if "--log-format" not in arguments:
            arguments = ("--log-format", "plain", *arguments)
        return self.start(*arguments, **options)

    @staticmethod
    def children(run):
        """The pids of what has become a child of ours, and lives."""
        return sorted(found.pid for found in run.tree() if found.command.startswith(CHILD) and found.state in "SR")

    def wait_for_children(self, run, count, timeout=20.0):
        wait_until(lambda: len(self.children(run)) == count, f"{count} run", timeout)
        return self.children(run)

    def kill_ganger(self, run):
        """With SIGKILL."""
        self.killed = True
        run.process.kill()
        run.process.wait()

    @staticmethod
    def reap_all():
        """All children of ours; they have ended, or will."""
        try:
            while True:
                os.waitpid(-1, 0)
        except ChildProcessError:
            pass

    def timed(self, asked, *expected, timeout=10.0):
        """Seconds until `asked()` gives what is expected (or anything)."""
        began = time.monotonic()
        wait_until(lambda: asked() == expected[0] if expected else asked(), "what is timed", timeout)
        return time.monotonic() - began

    # --- the app, asked

    def ps(self):
        """(what `ganger ps --json` tells, seconds that it took)."""
        began = time.monotonic()
        run = self.ganger("ps", "--json")
        self.assertEqual(0, run.ends(), run.err.text)
        return json.loads(run.out.text), time.monotonic() - began

    def states(self):
        """By name; what runs is "up", whether it has become ready or not."""
        return {each["name"]: "up" if each["state"] in ("running", "ready") else each["state"]
                for each in self.ps()[0]["instances"]}

    def connection(self):
        """To the control socket; waits where there is no room at the moment."""
        def connected():
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(20 * PATIENCE)
            try:
                connection.connect(str(next(self.runtime.glob("*.sock"))))
            except BlockingIOError:
                connection.close()
                return None
            self.addCleanup(connection.close)
            return connection
        return wait_until(connected, "a connection")

    def latency(self):
        """Seconds until an answer has come over the socket, a client's start not included."""
        with self.connection() as connection:
            began = time.monotonic()
            connection.sendall(REQUEST)
            self.assertIn(b"200 OK", connection.recv(1 << 20))
            return time.monotonic() - began

    @staticmethod
    def gone(pid):
        """Reaped, too."""
        return process(pid) is None
