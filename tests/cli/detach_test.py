"""`ganger start --detach`: the app in the background, and what the caller is told."""
import json
import os
import pty
import signal
import subprocess
import unittest
from pathlib import Path

from ganger import EXECUTABLE, PATIENCE, GangerTestCase, free_base, main, wait_until

NOT_RUNNING, RUNS_ALREADY = 3, 5


class Detach(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.write("Procfile", "web: sleep 600\nworker: sleep 600\n")
        self.addCleanup(lambda: self.ganger("stop").ends())

    def detached(self, *arguments, status=0, **options):
        run = self.start("--detach", *arguments, **options)
        self.assertEqual(status, run.ends(timeout=20), run.out.text + run.err.text)
        return run

    def document(self, *arguments, **options):
        return json.loads(self.detached("--json", *arguments, **options).out.text)

    def listed(self):
        return json.loads(self.ganger_says("ps", "--json"))

    def ganger_says(self, *arguments, status=0):
        run = self.ganger(*arguments)
        self.assertEqual(status, run.ends(), run.out.text + run.err.text)
        return run.out.text

    def stop(self):
        self.ganger_says("stop")
        self.assert_nothing_left(zombies=False)

    def test_it_says_what_runs_and_goes_on_until_it_is_stopped(self):
        run = self.detached("-p", free_base())
        pid = self.listed()["app"]["pid"]
        self.assertRegex(run.out.text, rf"^{self.folder.name} is running, started \S+, pid {pid}, in {self.folder}\n"
                                       r"NAME .*\nweb\.1 +ready .*\nworker\.1 +ready .*\nsocket: /\S+\.sock\n$")
        self.assertEqual("", run.err.text)
        self.stop()
        self.ganger_says("ps", status=NOT_RUNNING)

    def test_its_stream_is_kept_in_the_state_folder(self):
        self.write("Procfile", "web: echo said this; sleep 600\n")
        self.detached()
        self.stop()
        log, = (self.folder / ".local/state/ganger").glob(f"*/{self.folder.name}.log")
        self.assertRegex(log.read_text(), r"(?m)^\d{4}-\S+ web.1  \| said this$")
        self.assertIn("ganger | exit 0: ", log.read_text().splitlines()[-1])
        self.assertEqual((0o700, 0o600), (log.parent.stat().st_mode & 0o777, log.stat().st_mode & 0o777))
        asked = self.ganger("logs")
        self.assertEqual(0, asked.ends())
        self.assertIn(f"from its log file '{log}'", asked.err.text)
        self.assertIn("web.1  | said this", asked.out.lines)
        self.environment["XDG_STATE_HOME"] = str(self.folder / "state")
        self.detached()
        self.stop()
        self.assertTrue((self.folder / "state/ganger" / log.parent.name / log.name).exists())

    def test_a_log_file_that_is_asked_for_is_the_one(self):
        self.detached("--log-file", "here.log")
        self.stop()
        self.assertIn("exit 0", (self.folder / "here.log").read_text())
        self.assertFalse((self.folder / ".local").exists())

    def test_nothing_of_the_callers_is_held(self):
        read_end, write_end = os.pipe()
        os.set_inheritable(write_end, True)
        command = f'text=$({EXECUTABLE} start --detach -p {free_base()} 2>&1); echo "status $?"; echo "$text"'
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, timeout=60, text=True, close_fds=False)
        self.assertIn("status 0\n", done.stdout)
        os.close(write_end)
        self.assertEqual(b"", os.read(read_end, 1), "the end of file")
        os.close(read_end)
        pid = self.listed()["app"]["pid"]
        self.assertEqual(pid, os.getsid(pid))
        self.assertEqual("/dev/null", os.readlink(f"/proc/{pid}/fd/0"))
        self.assertEqual(str(self.folder), os.readlink(f"/proc/{pid}/cwd"))
        child = self.listed()["instances"][0]["pid"]
        self.assertEqual("/dev/null", os.readlink(f"/proc/{child}/fd/0"))
        self.stop()

    def test_descriptors_that_were_closed_do_no_harm(self):
        command = f"{EXECUTABLE} start --detach -p {free_base()} 0<&- >&- 2>&-"
        self.assertEqual(0, subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.environment, timeout=60).returncode)
        self.assertEqual(["ready", "ready"], [instance["state"] for instance in self.listed()["instances"]])
        self.stop()

    def test_the_document_has_app_socket_and_instances(self):
        document = self.document()
        self.assertTrue(document["started"])
        self.assertTrue(Path(document["app"]["socket"]).is_socket())
        self.assertEqual([("web.1", "ready"), ("worker.1", "ready")],
                         [(instance["name"], instance["state"]) for instance in document["instances"]])
        self.stop()

    def test_what_runs_already_is_waited_for_and_told(self):
        first = self.document()
        again = self.detached("--json")
        document = json.loads(again.out.text)
        self.assertFalse(document["started"])
        self.assertEqual(first["app"]["pid"], document["app"]["pid"])
        self.assertIn("runs already; nothing was started", again.err.text)
        self.stop()

    def test_of_many_at_once_one_starts_it_and_all_tell_the_same(self):
        base = free_base()
        runs = [self.start("--detach", "--json", "-p", base) for _ in range(5)]
        self.assertEqual([0] * 5, [run.ends(timeout=20) for run in runs], [run.err.text for run in runs])
        documents = [json.loads(run.out.text) for run in runs]
        self.assertEqual(1, len({document["app"]["pid"] for document in documents}))
        self.assertEqual(1, sum(document["started"] for document in documents))
        self.stop()

    def test_types_by_name_are_not_taken_for_what_runs(self):
        self.detached("web")
        self.assertNotEqual(0, self.start("--detach", "nothing").ends())
        self.stop()

    def test_what_is_wrong_before_the_start_is_said_as_ever(self):
        self.write("Procfile", "web\n")
        for more in ((), ("--json",)):
            ever, detached = self.start(*more), self.start("--detach", *more)
            self.assertEqual((2, 2), (ever.ends(), detached.ends()))
            self.assertEqual((ever.out.text, ever.err.text), (detached.out.text, detached.err.text))

    def test_a_port_in_use_is_said_with_the_same_status(self):
        base = free_base()
        self.write("Procfile", "web: /usr/bin/python3 -m http.server $PORT\n")
        self.detached("-p", base)
        again = self.start("--detach", "--name", "second", "-p", base)
        self.assertEqual(2, again.ends())
        self.assertIn(f"port {base} of web.1 is in use", again.err.text)
        self.stop()

    def test_a_failure_that_ends_the_app_has_its_status_and_its_words(self):
        self.write("Procfile", "web: echo about to fail; exit 3\nworker: sleep 600\n")
        run = self.detached(status=3)
        self.assertIn("about to fail\n", run.err.text)
        self.assertRegex(run.err.text, r"\(pid \d+\) has ended before it was ready: exit 3: web\.1 exited 3\n")
        self.ganger_says("ps", status=NOT_RUNNING)
        error = self.document(status=3)["error"]
        self.assertEqual("not-ready", error["code"])
        self.assert_nothing_left(zombies=False)

    def test_a_failure_that_leaves_the_others_running_is_1_and_says_so(self):
        self.write("Procfile", "web: nosuchprogram\nworker: sleep 600\n")
        run = self.detached("--exit-when", "never", status=1)
        self.assertRegex(run.err.text, r"web\.1 cannot be started: exec 'nosuchprogram': No such file or directory; "
                                       r"\S+ \(pid \d+\) goes on in the background")
        self.assertEqual("failed", self.listed()["instances"][0]["state"])
        self.stop()

    def test_what_ends_with_success_is_no_failure(self):
        self.write("Procfile", "once: true\n")
        run = self.detached()
        self.assertIn("exit 0", run.err.text)

    def test_it_waits_no_longer_than_it_is_told(self):
        self.write("Procfile", "release: sleep 600\nweb: sleep 600\n")
        run = self.detached("--release", "--wait-timeout", "100ms", status=1)
        self.assertRegex(run.err.text, r"web\.1 not ready after .*; \S+ \(pid \d+\) goes on in the background")
        self.assertEqual("waiting", self.listed()["instances"][1]["state"])
        self.assertEqual(0, self.start("--detach", "--no-wait").ends())
        self.stop()

    def test_ctrl_c_leaves_it_running_and_says_so(self):
        self.write("Procfile", "release: touch began; sleep 600\nweb: sleep 600\n")
        run = self.start("--detach", "--release")
        wait_until((self.folder / "began").exists, "it runs")
        run.send(signal.SIGINT)
        self.assertEqual(130, run.ends())
        self.assertRegex(run.err.text, r"\(pid \d+\) goes on in the background\n +ganger stop ends it")
        self.assertEqual("release.1", self.listed()["instances"][0]["name"])
        self.stop()

    def test_the_end_of_its_terminal_is_not_its_own(self):
        master, slave = pty.openpty()
        with subprocess.Popen([EXECUTABLE, "start", "--detach", "-p", str(free_base())], cwd=self.folder, start_new_session=True,
                              env=self.environment, stdin=slave, stdout=slave, stderr=slave) as run:
            os.close(slave)
            self.assertEqual(0, run.wait(60 * PATIENCE))
        os.close(master)
        app = self.listed()["app"]
        os.kill(app["pid"], signal.SIGHUP)
        self.assertEqual(["ready", "ready"], [instance["state"] for instance in self.listed()["instances"]])
        self.stop()

    def test_its_output_holds_up_nobody(self):
        self.write("Procfile", "web: head -c 20000000 /dev/zero; touch done; sleep 600\n")
        self.detached()
        wait_until((self.folder / "done").exists, "all is written")
        self.stop()

    def test_a_place_that_goes_away_at_logout_is_none_for_it(self):
        runtime = self.folder / "runtime"
        runtime.mkdir(mode=0o700)
        command = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        if command:
            self.folder.chmod(0o777)
            os.chown(runtime, 65534, 65534)
        environment = {**self.environment, "XDG_RUNTIME_DIR": str(runtime)}

        def ganger(*arguments):
            return subprocess.run([*command, EXECUTABLE, *map(str, arguments)], cwd=self.folder, env=environment,
                                  capture_output=True, text=True, timeout=60)
        done = ganger("start", "--detach", "--json", "--name", "second", "-p", free_base())
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertTrue(json.loads(done.stdout)["app"]["socket"].startswith("/tmp/ganger-"))
        again = ganger("start", "--name", "second", "-p", free_base())
        self.assertEqual(RUNS_ALREADY, again.returncode, again.stderr)
        self.assertEqual(0, ganger("stop", "--name", "second").returncode)

    def test_a_service_of_systemd_is_in_the_background_already(self):
        command = ["sh", "-c", f"SYSTEMD_EXEC_PID=$$ exec {EXECUTABLE} start --detach"]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(2, done.returncode)
        self.assertIn("--detach is not for a service of systemd", done.stderr)


if __name__ == "__main__":
    main()
