"""The control socket of a running app, and the verbs that ask through it."""
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import unittest
from pathlib import Path

from ganger import EXECUTABLE, PATIENCE, GangerTestCase, free_base, main, wait_until

NOT_RUNNING = 3
REQUEST = b"GET /v1/processes HTTP/1.1\r\nHost: ganger\r\n\r\n"


class ControlTestCase(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        self.write("Procfile", "worker: sleep 600\n")

    def started(self, *arguments, **options):
        run = self.start(*arguments, **options)
        run.wait_for("worker.1 started")
        return run

    def ask(self, *arguments, status=0, **options):
        run = self.ganger(*arguments, **options)
        self.assertEqual(status, run.ends(), run.out.text + run.err.text)
        return run

    def listed(self, *arguments, **options):
        return json.loads(self.ask("ps", "--json", *arguments, **options).out.text)

    @staticmethod
    def socket_of(run):
        places = [Path("/run/ganger"), Path(f"/tmp/ganger-{os.geteuid()}"), Path(f"/dev/shm/ganger-{os.geteuid()}")]
        for file in (file for place in places if place.is_dir() for file in place.glob("*.json")):
            try:
                if json.loads(file.read_text())["pid"] == run.pid:
                    return file.with_suffix(".sock")
            except FileNotFoundError:
                pass  # of another test
        raise AssertionError("no socket")

    def connection(self, path):
        """Waits where there is no room at the moment."""
        def connected():
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(20 * PATIENCE)
            try:
                connection.connect(str(path))
            except BlockingIOError:
                connection.close()
                return None
            self.addCleanup(connection.close)
            return connection
        return wait_until(connected, "a connection")

    @staticmethod
    def all_of(connection):
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionResetError:
            pass
        return received

    def assert_all_is_well(self, run):
        states = [instance["state"] for instance in self.listed()["instances"]]
        self.assertIn(states, (["running"], ["ready"]))
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()


class Ps(ControlTestCase):
    def listed_as_ready(self):
        listed = self.listed()
        return listed if [i["state"] for i in listed["instances"][:2]] == ["ready", "ready"] else None

    def test_the_document_tells_all_of_the_app(self):
        self.write("Procfile", "web: sleep 600\nworker: sleep 600\nonce: true\n")
        run = self.start("-p", "23500")
        run.wait_for("once.1 exited 0")
        listed = wait_until(self.listed_as_ready, "web is ready")
        app = listed["app"]
        self.assertEqual((self.folder.name, str(self.folder), "dev", "running", run.pid),
                         (app["name"], app["root"], app["profile"], app["state"], app["pid"]))
        web, worker, once = listed["instances"]
        self.assertEqual(("web.1", "web", 1, "ready", 23500, 0, None),
                         tuple(web[key] for key in ("name", "type", "instance", "state", "port", "restarts", "last_end")))
        self.assertEqual({web["pid"], worker["pid"]}, {process.pid for process in run.tree()})
        self.assertEqual(("completed", None, {"status": 0, "reason": "exited 0", "oom": False}),
                         tuple(once[key] for key in ("state", "pid", "last_end")))
        self.assertRegex(web["since"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual(0, run.stop())

    def test_people_get_a_table(self):
        run = self.started()
        text = self.ask("ps").out.text
        self.assertRegex(text, rf"^{self.folder.name} is running, started \d\d:\d\d:\d\d, pid {run.pid}, in {self.folder}\n"
                               r"NAME +STATE +FOR +PID +PORT +RESTARTS +LAST END\n"
                               rf"worker\.1 +(running|ready) +\d+ s +{run.tree()[0].pid} +\d+ +0 +-\n$")
        self.assertEqual(0, run.stop())

    def test_ganger_alone_tells_whether_it_runs(self):
        self.assertIn("'ganger start' runs it.", self.ask(status=2).err.text)
        run = self.started()
        self.assertIn(f"It runs, pid {run.pid}: 'ganger ps' shows", self.ask(status=2).err.text)
        self.assertEqual(0, run.stop())

    def test_it_finds_the_app_from_below_its_root_and_from_anywhere_by_options(self):
        run = self.started("-f", "Procfile", "--name", "second")
        (self.folder / "a/b").mkdir(parents=True)
        link = self.folder.with_name(self.folder.name + "-link")
        link.symlink_to(self.folder)
        self.addCleanup(link.unlink)
        socket_path = str(self.socket_of(run))
        for arguments, options in (((), {}), ((), {"folder": self.folder / "a/b"}), ((), {"folder": link}),
                                   (("-d", self.folder), {"folder": "/"}), (("-d", link), {"folder": "/"}),
                                   (("-f", self.folder / "Procfile"), {"folder": "/"}), (("--name", "second"), {"folder": "/"}),
                                   ((), {"folder": "/", "environment": {"GANGER_SOCKET": socket_path}})):
            with self.subTest(arguments=arguments, options=options):
                self.assertEqual(run.pid, self.listed(*arguments, **options)["app"]["pid"])
        self.assertEqual(0, run.stop())

    def test_where_nothing_runs_it_says_so_with_3(self):
        asked = self.ask("ps", status=NOT_RUNNING)
        self.assertIn(f"ganger: no app runs in {self.folder}\n", asked.err.text)
        self.assertIn("ganger start runs it", asked.err.text)
        asked = self.ask("ps", "--json", status=NOT_RUNNING)
        self.assertEqual("not-running", json.loads(asked.out.text)["error"]["code"])
        self.ask("ps", status=NOT_RUNNING, environment={"GANGER_SOCKET": str(self.folder / "none.sock")})
        self.ask("ps", "--name", "none", status=NOT_RUNNING)

    @unittest.skipUnless(os.geteuid() == 0, "only root can be two users")
    def test_where_it_belongs_to_somebody_else_it_says_whom_to_be(self):
        run = self.started()
        done = subprocess.run(["setpriv", "--reuid", "nobody", "--clear-groups", EXECUTABLE, "ps"], cwd=self.folder,
                              env=self.environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(NOT_RUNNING, done.returncode)
        self.assertIn(f"no app runs in {self.folder} (its files belong to user root; try sudo -u root ganger ps)", done.stderr)
        self.assertEqual(0, run.stop())

    @unittest.skipUnless(os.geteuid() == 0, "only root can be two users")
    def test_root_finds_the_apps_of_every_user(self):
        command = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", EXECUTABLE, "start", "-p", "23600"]
        with subprocess.Popen(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL) as run:
            wait_until(lambda: self.ganger("ps").ends() == 0, "it is found")
            self.assertEqual(run.pid, self.listed()["app"]["pid"])
            run.terminate()
            self.assertEqual(0, run.wait(20 * PATIENCE))

    def test_a_supervisor_that_stands_still_is_given_up(self):
        run = self.started()
        run.send(signal.SIGSTOP)
        try:
            asked = self.ask("ps", status=1)
            self.assertIn(f"{self.folder.name} (pid {run.pid}) does not answer", asked.err.text)
        finally:
            run.send(signal.SIGCONT)
        self.assert_all_is_well(run)

    def test_what_is_no_ganger_is_told_from_one(self):
        path = str(self.folder / "foreign.sock")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            run = self.ganger("ps", environment={"GANGER_SOCKET": path})
            for _ in range(2):  # the first only looks whether somebody is there
                connection = listener.accept()[0]
                connection.settimeout(20 * PATIENCE)
                if connection.recv(1000):
                    connection.sendall(b"220 mail.example.org ESMTP\r\n")
                connection.close()
            self.assertEqual(1, run.ends())
            self.assertIn("is no ganger", run.err.text)


class PsAll(ControlTestCase):
    def mine(self):
        """As the document tells them; of other tests others may run."""
        apps = json.loads(self.ask("ps", "--all", "--json", folder="/").out.text)["apps"]
        return {app["name"]: app for app in apps if app["root"].startswith(str(self.folder))}

    def test_every_app_is_a_line(self):
        self.write("other/Procfile", "worker: sleep 600\nonce: true\n")
        first = self.started()
        second = self.started("-f", "other/Procfile", "--name", "second", "-p", free_base())
        second.wait_for("once.1 exited 0")
        apps = self.mine()
        self.assertEqual({self.folder.name: (first.pid, 1, 1), "second": (second.pid, 1, 1)},
                         {name: (app["pid"], app["running"], app["wanted"]) for name, app in apps.items()})
        self.assertEqual(str(self.socket_of(second)), apps["second"]["socket"])
        text = self.ask("ps", "--all").out.text
        self.assertRegex(text, rf"(?m)^(\S+ +)?second +running +\d\d:\d\d:\d\d +{second.pid} +dev +1/1 +{self.folder}/other$")
        second.process.kill()
        second.process.wait()
        self.assertEqual({self.folder.name}, set(self.mine()))
        self.assertEqual(0, first.stop())

    def test_one_that_stands_still_is_shown_as_such(self):
        run = self.started()
        run.send(signal.SIGSTOP)
        try:
            app = self.mine()[self.folder.name]
        finally:
            run.send(signal.SIGCONT)
        self.assertEqual(("no answer", run.pid, None, None), tuple(app[key] for key in ("state", "pid", "running", "wanted")))
        self.assertEqual(0, run.stop())


@unittest.skipUnless(os.geteuid() == 0, "only root can be two users")
class Group(ControlTestCase):
    """[control] group: who else may control the app."""
    MEMBER, RUNNER, STRANGER, GROUP = 40011, 40012, 40013, 40014

    def setUp(self):
        super().setUp()
        self.write("ganger.toml", f'[control]\ngroup = "{self.GROUP}"\n')
        self.addCleanup(self._remove_folders)

    def _remove_folders(self):
        for folder in (f"/run/ganger-{self.GROUP}", f"/tmp/ganger-{self.RUNNER}-{self.GROUP}", f"/tmp/ganger-{self.RUNNER}",
                       f"/tmp/ganger-{self.STRANGER}-{self.GROUP}"):
            shutil.rmtree(folder, ignore_errors=True)

    @staticmethod
    def as_user(user, *groups):
        kept = ["--groups", ",".join(map(str, groups))] if groups else ["--clear-groups"]
        return ["setpriv", "--reuid", str(user), "--regid", str(user), *kept]

    def asked_as(self, who, *arguments):
        return subprocess.run([*who, EXECUTABLE, *arguments], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60 * PATIENCE)

    def started_as(self, user, *groups):
        self.write("Procfile", "worker: exec sleep 600\n")
        os.chown(self.folder / "Procfile", user, user)
        who = self.as_user(user, *groups)
        run = self.ganger(*who[1:], EXECUTABLE, "start", "-p", free_base(), executable="/usr/bin/setpriv")
        run.wait_for("worker.1 started")
        return run

    def test_its_members_may_and_others_may_not(self):
        run = self.started()
        folder = Path(f"/run/ganger-{self.GROUP}")
        modes = {path.name.split(".")[-1]: (path.stat().st_mode & 0o7777, path.stat().st_gid) for path in (folder, *folder.iterdir())}
        self.assertEqual({folder.name: (0o750, self.GROUP), "sock": (0o660, self.GROUP), "json": (0o640, self.GROUP)}, modes)
        member = self.as_user(self.MEMBER, 40099, self.GROUP)
        listed = self.asked_as(member, "ps", "--json")
        self.assertEqual((0, run.pid), (listed.returncode, json.loads(listed.stdout)["app"]["pid"]))
        self.assertEqual(0, self.asked_as(member, "restart", "worker").returncode)
        stranger = self.as_user(self.STRANGER, 40099)
        self.assertEqual(NOT_RUNNING, self.asked_as(stranger, "ps").returncode)
        self.assertEqual(0, self.asked_as(member, "stop").returncode)
        self.assertEqual(0, run.ends())
        self.assertEqual([], list(folder.iterdir()))

    def test_others_are_refused_even_if_the_files_let_them_in(self):
        run = self.started()
        folder = Path(f"/run/ganger-{self.GROUP}")
        folder.chmod(0o755)
        path = next(folder.glob("*.sock"))
        path.chmod(0o666)
        asked = subprocess.run([*self.as_user(self.STRANGER, 40099), EXECUTABLE, "ps"], capture_output=True, text=True,
                               env={**self.environment, "GANGER_SOCKET": str(path)}, cwd=self.folder, timeout=60 * PATIENCE)
        self.assertEqual(1, asked.returncode)
        may = f"only the user who runs the app, root, and members of group {self.GROUP} may ask"
        self.assertIn(may, asked.stderr)
        run.wait_for(rf"ganger +\| control: user {self.STRANGER} \(pid \d+\) was refused: {may}")
        self.assertEqual(0, run.stop())

    def test_its_members_never_have_the_values_of_secrets(self):
        self.write(".env", "API_KEY=hunter2\nPLAIN=1\n")
        run = self.started()
        member = self.as_user(self.MEMBER, self.GROUP)
        shown = self.asked_as(member, "env", "worker")
        self.assertEqual(0, shown.returncode, shown.stderr)
        self.assertIn("API_KEY=***\n", shown.stdout)
        self.assertIn("PLAIN=1\n", shown.stdout)
        refused = self.asked_as(member, "env", "worker", "--show-values")
        self.assertEqual((1, ""), (refused.returncode, refused.stdout))
        self.assertIn("only the user who runs the app, and root, may have the values of secrets", refused.stderr)
        self.assertIn("API_KEY=hunter2\n", self.ask("env", "worker", "--show-values").out.text)
        self.assertEqual(0, run.stop())

    def test_an_app_of_another_user_is_found_by_its_members(self):
        run = self.started_as(self.RUNNER, self.GROUP)
        for who in (self.as_user(self.MEMBER, self.GROUP), self.as_user(0)):
            listed = self.asked_as(who, "ps", "--json")
            self.assertEqual((0, run.pid), (listed.returncode, json.loads(listed.stdout)["app"]["pid"]), listed.stderr)
        self.assertEqual(0, self.asked_as(self.as_user(self.MEMBER, self.GROUP), "stop").returncode)
        self.assertEqual(0, run.ends())

    def test_who_only_says_that_he_runs_it_is_not_believed(self):
        run = self.started_as(self.RUNNER, self.GROUP)
        os.chown(self.folder / "Procfile", 0, 0)
        member = self.as_user(self.MEMBER, self.GROUP)
        self.assertEqual(NOT_RUNNING, self.asked_as(member, "ps").returncode)
        os.chown(self.folder / "Procfile", self.RUNNER, 0)
        self.assertEqual(0, self.asked_as(member, "ps").returncode)
        self.assertEqual(0, run.stop())

    def test_who_is_no_member_runs_it_for_himself_and_it_says_so(self):
        run = self.started_as(self.RUNNER)
        self.assertRegex(run.out.text, r"only you and root can control this app, and not its group: .*can't have it: Operation")
        self.assertFalse(Path(f"/tmp/ganger-{self.RUNNER}-{self.GROUP}").exists())
        self.assertEqual(0, self.asked_as(self.as_user(self.RUNNER), "ps").returncode)
        self.assertEqual(NOT_RUNNING, self.asked_as(self.as_user(self.MEMBER, self.GROUP), "ps").returncode)
        self.assertEqual(0, run.stop())

    def test_a_group_that_is_not_there_is_an_error_and_in_dev_a_warning(self):
        self.write("ganger.toml", '[control]\ngroup = "no-such-group"\n')
        checked = self.ask("check", "--profile", "host", status=2)
        self.assertIn("ganger.toml:2:9: error: there is no group 'no-such-group' on this machine [unknown-user]",
                      checked.out.text + checked.err.text)
        self.assertEqual(0, self.started().stop())


class Left(ControlTestCase):
    """What a supervisor that was killed has left where sockets lie."""

    def killed(self, *arguments):
        run = self.started(*arguments)
        socket = self.socket_of(run)
        run.process.kill()
        run.process.wait()
        return socket

    def assert_goes(self, left):
        def is_gone():
            return not left.exists() and not left.with_suffix(".json").exists()
        # Its descriptors may outlive it for a moment, in what it had just launched.
        wait_until(lambda: is_gone() or self.ganger("ps", "--all").ends() and False, "it goes", 10)

    def test_is_taken_away_by_ps_all_and_what_lives_stays(self):
        run = self.started("--name", "lives")
        left = self.killed()
        self.assert_goes(left)
        self.assertTrue(left.with_suffix(".ledger").exists(), "the next start of that app needs it")
        self.assertTrue(self.socket_of(run).exists())
        self.assertEqual(0, run.stop())
        again = self.started()
        self.assertEqual(left, self.socket_of(again))
        self.assertEqual(0, again.stop())

    def test_is_taken_away_by_the_start_of_any_other_app(self):
        left = self.killed()
        wait_until(lambda: all(each.state == "Z" for each in self.left_over()), "its children die with it")
        run = self.started("--name", "other")
        self.assertFalse(left.exists())
        self.assertFalse(left.with_suffix(".json").exists())
        self.assertEqual(0, run.stop())

    def test_somebody_elses_files_stay(self):
        beside = self.socket_of(self.started()).with_name("0123456789ab.json")
        self.addCleanup(lambda: beside.unlink(missing_ok=True))
        beside.write_text("{}")
        self.ask("ps", "--all")
        self.assertTrue(beside.exists())

    def test_apps_that_start_meanwhile_keep_their_sockets(self):
        looks = [self.ganger("-c", 'until [ -e end ]; do "$0" ps --all; done', EXECUTABLE, executable="/bin/sh")
                 for _ in range(2)]
        for _ in range(20):
            run = self.started()
            self.assertEqual(run.pid, self.listed()["app"]["pid"])
            run.process.kill()
            run.process.wait()
        self.write("end", "")
        for look in looks:
            look.ends()


class Stop(ControlTestCase):
    def test_it_waits_until_the_app_has_ended_and_may_be_started_again(self):
        for arguments in ((), ("--name", "second")):
            run = self.started(*arguments)
            asked = self.ask("stop", *arguments)
            again = self.started(*arguments)  # so nothing is locked any more
            self.assertEqual(0, run.ends())
            self.assertEqual(f"{arguments[1] if arguments else self.folder.name} has stopped\n", asked.out.text)
            self.assertIn("ganger stop: stopping worker.1", run.out.text)
            self.assertRegex(run.out.lines[-1], r"exit 0: stopped: ganger stop$")
            self.assertEqual(0, again.stop())

    def test_where_nothing_runs_it_says_so_and_that_is_fine(self):
        self.assertIn(f"no app runs in {self.folder}: nothing to stop\n", self.ask("stop").out.text)
        self.assertEqual({"app": None, "stopped": False}, json.loads(self.ask("stop", "--json").out.text))

    def test_twice_is_no_order_to_kill_and_both_wait(self):
        self.write("Procfile", "worker: trap 'until [ -e end ]; do sleep 0.01; done; exit 0' TERM; echo ready; "
                               "while :; do sleep 0.01; done\n")
        run = self.start("-t", "60")
        run.wait_for("ready")
        first = self.ganger("stop")
        run.wait_for("stopping worker.1")
        second = self.ganger("stop", "--json")
        for stop in (first, second):
            stop.err.wait_for_line("waiting for worker.1 to end")
        self.assertEqual("stopping", self.listed()["app"]["state"])
        self.write("end", "")
        self.assertEqual([0, 0, 0], [first.ends(), second.ends(), run.ends()])
        self.assertNotIn("SIGKILL to", run.out.text)
        self.assertEqual({"app": self.folder.name, "stopped": True}, json.loads(second.out.text))


class Signal(ControlTestCase):
    def test_it_reaches_what_runs_under_the_names(self):
        self.write("Procfile", "worker: trap 'echo hup' HUP; echo ready; while :; do sleep 0.01; done\nother: sleep 600\n")
        run = self.start("-m", "worker=2,other=1")
        for name in ("worker.1", "worker.2"):
            run.wait_for(rf"{name} .* ready")
        self.assertEqual("SIGHUP sent to worker.1, worker.2\n", self.ask("signal", "HUP", "worker").out.text)
        for name in ("worker.1", "worker.2"):
            run.wait_for(rf"{name} .* hup")
        sent = json.loads(self.ask("signal", "--json", "sighup", "worker.2").out.text)
        self.assertEqual({"signal": "SIGHUP", "names": ["worker.2"]}, sent)
        self.assertEqual(0, run.stop())

    def test_an_end_by_a_signal_was_not_asked_for(self):
        run = self.started()
        self.ask("signal", "KILL", "worker.1")
        self.assertEqual(137, run.ends())

    def test_what_is_not_there_is_4_and_nothing_is_sent(self):
        run = self.started()
        self.assertRegex(self.ask("signal", "KILL", "worker", "wroker", status=4).err.text,
                         r"there is no 'wroker' in this app(.|\n)*did you mean 'worker'\?")
        self.assertIn("'NOPE' is no signal", self.ask("signal", "NOPE", "worker", status=2).err.text)
        self.assertIn("to whom", self.ask("signal", "HUP", status=2).err.text)
        self.assert_all_is_well(run)
        self.ask("signal", "HUP", "worker", status=NOT_RUNNING)


class Door(ControlTestCase):
    def test_curl_can_ask(self):
        run = self.started()
        with self.connection(self.socket_of(run)) as connection:
            for _ in range(3):  # the connection is kept
                connection.sendall(REQUEST)
                head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
                self.assertTrue(head.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"), head)
                self.assertEqual("worker.1", json.loads(body)["instances"][0]["name"])
        self.assertEqual(0, run.stop())

    def test_folder_socket_and_file_are_for_the_owner_alone_and_go_with_ganger(self):
        run = self.started()
        path = self.socket_of(run)
        self.assertEqual(0o700, path.parent.stat().st_mode & 0o777)
        self.assertEqual(0o600, path.stat().st_mode & 0o777)
        self.assertEqual(0o600, path.with_suffix(".json").stat().st_mode & 0o777)
        self.assertEqual({"root": str(self.folder), "procfile": str(self.folder / "Procfile"), "name": self.folder.name,
                          "default_name": True, "pid": run.pid}, json.loads(path.with_suffix(".json").read_text()))
        self.assertEqual(0, run.stop())
        self.assertFalse(path.exists() or path.with_suffix(".json").exists())

    @unittest.skipUnless(os.geteuid() == 0, "only root can be two users")
    def test_a_stranger_is_refused_even_where_the_modes_let_him_in_and_that_is_said_once(self):
        # Not in /run/ganger, whose mode is of interest to other tests that run meanwhile.
        place = self.folder / "place"
        place.mkdir(mode=0o755)
        run = self.started("--profile", "host", environment={"RUNTIME_DIRECTORY": str(place)})
        path = next(place.glob("*.sock"))
        path.chmod(0o666)
        ask = ("import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
               "sys.stdout.buffer.write(s.recv(9999))")
        for _ in range(3):
            done = subprocess.run(["setpriv", "--reuid", "nobody", "--clear-groups", "/usr/bin/python3", "-I", "-c", ask, path],
                                  capture_output=True, timeout=60)
            self.assertTrue(done.stdout.startswith(b"HTTP/1.1 403 Forbidden"), done)
        run.wait_for(r"ganger +\| control: user 65534 \(pid \d+\) was refused")
        self.assertEqual(0, run.stop())
        self.assertEqual(1, run.out.text.count("was refused"))

    def test_what_a_killed_ganger_left_is_replaced(self):
        run = self.started()
        path = self.socket_of(run)
        run.process.kill()
        run.process.wait()
        self.assertTrue(path.exists())
        self.ask("ps", status=NOT_RUNNING)
        again = self.started()
        self.assertEqual(path, self.socket_of(again))
        self.assertEqual(again.pid, self.listed()["app"]["pid"])
        self.assertEqual(0, again.stop())

    def test_garbage_is_answered_and_changes_nothing(self):
        run = self.started()
        path = self.socket_of(run)
        for garbage, answer in ((b"\0\xff" * 1000, b"HTTP/1.1 400 "), (b"hello\r\n\r\n", b"HTTP/1.1 400 "),
                                (b"GET / HTTP/1.1\r\nX: " + b"a" * 20000, b"HTTP/1.1 431 "),
                                (b"POST /v1/processes HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", b"HTTP/1.1 413 "),
                                (b"GET /v1/nothing HTTP/1.0\r\n\r\n", b"HTTP/1.1 404 "),
                                (b"DELETE /v1/processes HTTP/1.0\r\n\r\n", b"HTTP/1.1 405 ")):
            with self.subTest(garbage=garbage[:30]):
                connection = self.connection(path)
                connection.sendall(garbage)
                received = self.all_of(connection)
                self.assertIn(answer.split()[1], received.split(b"\r\n")[0].split()[1:2], received[:200])
                self.assertIn(b'{"error":{"code":"', received)
        self.assert_all_is_well(run)

    def test_half_requests_end_and_hold_up_nobody(self):
        run = self.started()
        path = self.socket_of(run)
        halves = [self.connection(path) for _ in range(10)]
        for half in halves:
            half.sendall(REQUEST[:20])
        self.listed()
        for half in halves:
            self.assertEqual(b"", self.all_of(half))
        self.assert_all_is_well(run)

    def test_a_thousand_idle_connections_hold_up_nobody_and_cost_few_descriptors(self):
        run = self.started()
        path = self.socket_of(run)
        descriptors = f"/proc/{run.pid}/fd"
        before = len(os.listdir(descriptors))
        idle = [self.connection(path) for _ in range(1000)]
        began = time.monotonic()
        self.listed()
        self.assertLess(time.monotonic() - began, 2 * PATIENCE)
        self.assertLessEqual(len(os.listdir(descriptors)) - before, 64)
        for connection in idle:
            connection.close()
        wait_until(lambda: len(os.listdir(descriptors)) == before, "all are closed")
        self.assert_all_is_well(run)

    def test_it_answers_while_the_output_stands_and_children_flood(self):
        self.write("Procfile", "worker: yes\nother: yes no\n")
        read_end, write_end = os.pipe()
        run = self.ganger("start", stdout=write_end)
        os.close(write_end)
        try:
            os.read(read_end, 1)
            wait_until(lambda: self.ganger("ps").ends() == 0, "it answers")
            answers = []
            for _ in range(20):
                connection = self.connection(self.socket_of(run))
                began = time.monotonic()
                connection.sendall(REQUEST)
                self.assertIn(b"200 OK", connection.recv(65536))
                answers.append(time.monotonic() - began)
                connection.close()
            self.assertLess(sorted(answers)[len(answers) // 2], 0.1 * PATIENCE)
        finally:
            os.close(read_end)
        run.ends()

    @unittest.skipUnless(os.geteuid() == 0, "only root can be two users")
    def test_another_user_is_refused_even_if_the_files_let_him_in(self):
        run = self.started()
        path = self.socket_of(run)
        mode = path.parent.stat().st_mode & 0o777
        path.parent.chmod(0o755)
        self.addCleanup(path.parent.chmod, mode)
        path.chmod(0o666)
        program = ("import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
                   "print(s.recv(1000).decode())")
        done = subprocess.run(["setpriv", "--reuid", "nobody", "--clear-groups", "/usr/bin/python3", "-c", program, path],
                              capture_output=True, text=True, timeout=60)
        path.parent.chmod(mode)
        self.assertIn("HTTP/1.1 403 Forbidden", done.stdout, done.stderr)
        self.assertNotIn("instances", done.stdout)
        self.assert_all_is_well(run)

    def test_a_new_procfile_under_a_running_app_does_not_let_a_second_one_start(self):
        run = self.started()
        self.write("Procfile.new", "worker: sleep 600\n").rename(self.folder / "Procfile")
        again = self.start()
        self.assertEqual(5, again.ends(), again.out.text)
        self.assertIn(f"runs already: pid {run.pid} since", again.err.text)
        self.assert_all_is_well(run)

    @unittest.skipUnless(os.geteuid() == 0, "makes mounts")
    def test_where_nothing_can_be_written_it_runs_without_and_says_so_once(self):
        # None of the places is a folder any more.
        hidden = " && ".join(f"mount --bind /dev/null {place} 2>/dev/null || mount -t tmpfs -o ro,mode=555 none {place}"
                             for place in ("/run", "/tmp", "/dev/shm"))
        self.write("start", f"mount -t tmpfs none /mnt && cp Procfile /mnt && cp {EXECUTABLE} /mnt/ganger && cd /mnt && {hidden}\n"
                            "exec ./ganger start\n")
        self.write("Procfile", "worker: true\n")
        done = subprocess.run(["unshare", "--mount", "sh", "start"], cwd=self.folder,
                              env={**self.environment, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
        if "mount" in done.stderr:
            self.skipTest(done.stderr)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertEqual(1, done.stdout.count("no socket for control: "), done.stdout)
        self.assertIn("worker.1 exited 0", done.stdout)


if __name__ == "__main__":
    main()
