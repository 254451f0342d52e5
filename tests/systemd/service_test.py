"""ganger as a service: the unit that comes with it, under a real systemd."""
import json
import re
import subprocess
import unittest
from pathlib import Path

import booted
from ganger import main, wait_until

SOURCE = Path(__file__).resolve().parents[2]
UNIT = "ganger@.service"
UNIT_FILE = SOURCE / "packaging/systemd/ganger@.service.in"
OURS = "[Service]\nExecStart=\nExecStart=/opt/ganger/ganger start\nUser=daemon\nRestart=no\nTimeoutStartSec=30s\n"
WEB_AND_WORKER = "web: sleep 600\nworker: sleep 600\n"


@unittest.skipIf(booted.why_not(), booted.why_not())
class Service(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        apps = {
            "steady": WEB_AND_WORKER,
            "stubborn": "web: sleep 600\nworker: trap '' TERM; sleep 600 & exec setsid sh -c 'trap \"\" TERM; sleep 600; :'\n",
            "mixed": "web: sleep 600\nmailer: exit 1\n",
            "killed": WEB_AND_WORKER,
            "hanging": WEB_AND_WORKER,
            "talking": "web: printf '<4>careful\\n{\"level\":\"error\",\"a\":1}\\n\\033[1mtext\\n\\ncaf\\303\\251'; echo oops >&2; exec sleep 600\n"
                       "worker: seq 1 5000; head -c 70000 /dev/zero | tr '\\0' x; exec sleep 600\n",
            "curious": "web: env > /tmp/curious; sleep 600\n",
        }
        files = {f"/srv/{name}/Procfile": procfile for name, procfile in apps.items()}
        files["/srv/stubborn/ganger.toml"] = "[types.worker]\nstop_timeout = '1s'\n"
        units = {UNIT: UNIT_FILE.read_text(encoding="utf-8").replace("@bindir@", "/usr/bin"), f"{UNIT}.d/ours.conf": OURS,
                 "ganger@hanging.service.d/watchdog.conf": "[Service]\nWatchdogSec=2s\n"}
        machine = booted.Booted(units, files)
        cls.machine = machine.__enter__()
        cls.addClassCleanup(machine.__exit__, None, None, None)

    def start(self, app):
        unit = f"ganger@{app}.service"
        done = self.machine.run("systemctl", "start", unit, check=False)
        self.assertEqual(0, done.returncode, done.stderr + self.machine.journal(unit))
        return unit

    def state(self, unit):
        return self.machine.show(unit, "ActiveState", "Result")

    def status_becomes(self, unit, pattern):
        def fits():
            text, = self.machine.show(unit, "StatusText")
            return re.fullmatch(pattern, text)
        wait_until(fits, f"a status like {pattern!r}", 20)

    def processes(self, unit):
        group, = self.machine.show(unit, "ControlGroup")
        if not group:
            return []
        command = f"cat $(find /sys/fs/cgroup -path '*{group}*' -name cgroup.procs) 2>/dev/null | sort -u"
        return self.machine.run("sh", "-c", command, check=False).stdout.split()

    def test_the_unit_is_valid(self):
        # Unknown keys are no failure to it, but it names them.
        done = self.machine.run("systemd-analyze", "verify", "--man=no", "ganger@steady.service")
        self.assertEqual("", done.stderr)

    def test_it_starts_tells_how_it_is_and_stops_cleanly(self):
        unit = self.start("steady")
        self.assertEqual(("active", "success"), self.state(unit))
        self.status_becomes(unit, "web 1/1, worker 1/1")
        self.assertEqual(3, len(self.processes(unit)))
        self.machine.run("systemctl", "stop", unit)
        self.assertEqual(("inactive", "success"), self.state(unit))
        self.assertEqual([], self.processes(unit))
        self.assertIn("exit 0: stopped by SIGTERM", self.machine.journal(unit))

    def test_what_ignores_its_stop_is_killed_and_the_stop_is_clean(self):
        unit = self.start("stubborn")
        self.machine.run("systemctl", "stop", unit)
        self.assertEqual(("inactive", "success"), self.state(unit))
        self.assertEqual([], self.processes(unit))

    def test_the_journal_has_each_line_with_its_fields(self):
        unit = self.start("talking")
        self.machine.run("systemctl", "stop", unit)
        self.machine.run("journalctl", "--sync")
        lines = self.machine.run("journalctl", "-u", unit, "-o", "json", "--no-pager", "--all").stdout.splitlines()
        entries = [json.loads(line) for line in lines if '"_TRANSPORT":"journal"' in line]
        entries = [entry for entry in entries if entry.get("GANGER_APP") == "talking"]

        def text(entry):
            message = entry["MESSAGE"]  # what cannot be shown comes as numbers
            return message if isinstance(message, str) else bytes(message or []).decode()

        def of(name):
            return [entry for entry in entries if entry["SYSLOG_IDENTIFIER"] == f"talking/{name}"]

        self.assertEqual([("careful", "4"), ('{"level":"error","a":1}', "3"), ("\x1b[1mtext", "6"), ("", "6"), ("oops", "6"), ("caf\xe9", "6")],
                         [(text(entry), entry["PRIORITY"]) for entry in of("web.1")])
        for entry in of("web.1"):
            self.assertEqual(("web", "1", unit), (entry["PROCESS_TYPE"], entry["INSTANCE"], entry["_SYSTEMD_UNIT"]))
        self.assertEqual(1, len({entry["GANGER_ID"] for entry in of("web.1")}))
        self.assertRegex(of("web.1")[0]["GANGER_ID"], r"\.web\.1\.\d+$")
        self.assertEqual(["stdout"] * 4 + ["stderr", "stdout"], [entry["GANGER_STREAM"] for entry in of("web.1")])
        worker = of("worker.1")
        self.assertEqual([str(number) for number in range(1, 5001)], [text(entry) for entry in worker[:5000]])
        self.assertEqual([65536, 70000 - 65536], [len(text(entry)) for entry in worker[5000:]])
        self.assertEqual([("1", None), (None, "1")],
                         [(entry.get("GANGER_CUT"), entry.get("GANGER_CONTINUED")) for entry in worker[5000:]])
        own = of("ganger")
        self.assertEqual(["profile", "exit"], [own[0]["GANGER_EVENT"], own[-1]["GANGER_EVENT"]])
        self.assertEqual([], [line for line in lines if '"_TRANSPORT":"stdout"' in line and "talking/" in line])

    def test_a_type_that_crashes_keeps_the_others_from_nothing(self):
        unit = self.start("mixed")
        self.status_becomes(unit, r"degraded: web 1/1, mailer 0/1 \(exited 1, \d+ restarts?(, next in \d+ s)?\)")
        self.assertEqual(("active", "success"), self.state(unit))
        self.machine.run("systemctl", "stop", unit)

    def test_each_process_has_a_control_group_of_its_own(self):
        unit = self.start("steady")
        group, = self.machine.show(unit, "ControlGroup")
        can_be_killed = self.machine.run("sh", "-c", f"find $(find /sys/fs/cgroup -path '*{group}') -name cgroup.kill").stdout
        if not can_be_killed:
            self.skipTest("no cgroup v2 with cgroup.kill is in that system")
        find = f"find $(find /sys/fs/cgroup -path '*{group}') -mindepth 1 -type d -name 'ganger-*' -printf '%f %u\\n' | sort -u"

        def groups():
            return self.machine.run("sh", "-c", find).stdout.splitlines()

        self.assertEqual([("web.1.1", "daemon"), ("worker.1.2", "daemon")],
                         sorted((line.split()[0].split(".", 1)[1], line.split()[1]) for line in groups()), groups())
        self.machine.run("systemctl", "stop", unit)
        self.assertEqual([], self.processes(unit))

    def test_killed_it_is_a_failure_and_leaves_nothing(self):
        unit = self.start("killed")
        self.machine.run("systemctl", "kill", "--kill-who=main", "-s", "KILL", unit)
        wait_until(lambda: self.state(unit) == ("failed", "signal"), "a failed unit", 20)
        self.assertEqual([], self.processes(unit))

    def test_the_watchdog_is_answered_and_a_hang_is_noticed(self):
        unit = self.start("hanging")
        seen = set()

        def answered_often():
            seen.add(self.machine.show(unit, "WatchdogTimestampMonotonic")[0])
            return len(seen) > 4

        wait_until(answered_often, "answers to the watchdog", 30)
        self.assertEqual(("active", "success"), self.state(unit))
        self.machine.run("systemctl", "kill", "--kill-who=main", "-s", "STOP", unit)
        wait_until(lambda: self.state(unit) == ("failed", "watchdog"), "a unit that its watchdog ended", 30)
        self.assertEqual([], self.processes(unit))

    def test_the_processes_do_not_speak_for_the_service(self):
        unit = self.start("curious")
        wait_until(lambda: "PS=web.1" in self.machine.run("cat", "/tmp/curious").stdout, "its environment")
        told = self.machine.run("cat", "/tmp/curious").stdout
        for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "INVOCATION_ID"):
            self.assertNotIn(name, told)
        self.machine.run("systemctl", "stop", unit)

    def test_ps_finds_it_from_outside(self):
        unit = self.start("steady")
        listed = self.machine.run("sh", "-c", "cd /srv/steady && /opt/ganger/ganger ps").stdout
        self.assertRegex(listed, r"web\.1 +ready ")
        self.machine.run("systemctl", "stop", unit)


if __name__ == "__main__":
    main()
