"""`ganger env`: what a type gets, where it comes from, and what is not shown."""
import json
import os
import re
import signal
import socket
import threading

from ganger import PATIENCE, GangerTestCase, free_base, main


class Env(GangerTestCase):
    def env(self, *arguments, status=0, **options):
        run = self.ganger("env", *arguments, **options)
        self.assertEqual(status, run.ends(), run.out.text + run.err.text)
        self.assert_nothing_left()
        return run

    def test_it_is_what_start_gives_and_can_be_read_back(self):
        self.write("Procfile", "api: true\nworker: env -0 > got\n")
        self.write(".env", "SECRET_KEY=hunter2\nODD='a \"$b\" `c`'\nLINES=\"1\n2\"\nPORT=3000\nexport E=é\n")
        self.write("ganger.toml", '[types.worker]\nenv = { A = "it\'s" }\n')

        def got():
            variables = dict(entry.split("=", 1) for entry in (self.folder / "got").read_text().split("\0") if entry)
            del variables["GANGER_ID"]
            return variables

        shown = self.env("worker", "--show-values").out.bytes
        self.assertEqual(0, self.ganger("start", "worker").ends())
        started = got()
        self.assertEqual("3100", started["PORT"])
        self.write("back/Procfile", "worker: env -0 > ../got\n")
        self.write("back/.env", shown)
        run = self.ganger("start", "-d", "back", "-e", "back/.env", "--set", f"PORT={started['PORT']}")
        self.assertEqual(0, run.ends(), run.err.text)
        self.assertEqual("", run.err.text, "no warning about the file")
        self.assertEqual({**started, "PWD": str(self.folder / "back")}, got())

    def test_secrets_are_hidden_and_that_is_said(self):
        self.write("Procfile", "web: true\n")
        self.write(".env", "DATABASE_URL=postgres://app:hunter2@db/x\nAPI_KEY=hunter3\nPLAIN=1\n")
        for arguments in ((), ("web",), ("web", "--explain"), ("web", "--json")):
            run = self.env(*arguments)
            self.assertNotIn("hunter", run.out.text + run.err.text)
        text = self.env("web").out.text
        self.assertIn("DATABASE_URL=postgres://app:***@db/x\n", text)
        self.assertIn("PLAIN=1\n", text)
        self.assertTrue(text.endswith("# hidden (--show-values shows them):\n#   API_KEY, DATABASE_URL\n"), text)
        self.assertIn("hunter3", self.env("web", "--show-values").out.text)

    def test_explain_tells_every_layer(self):
        self.write("Procfile", "web: serve\nworker: work\n")
        self.write(".env", "A=1\nB=1\nC=1\nD=1\n")
        self.write("x.env", "C=2\nD=2\n")
        self.write("ganger.toml", '[types.worker]\nenv = { A = "toml", D = "toml" }\n')
        ambient = {"B": "ambient", "C": "ambient", "D": "ambient"}

        def explained(*arguments):
            lines = self.env("worker", "--explain", *arguments, environment=ambient).out.lines
            return {match[1]: match[2] for match in (re.match(r"(\w+)=\S* +# (.*)$", line) for line in lines) if match}

        found = explained("--set", "D=set")
        self.assertEqual(("ganger.toml:2, hides .env:1", "the environment, hides .env:2", "the environment, hides .env:3",
                          "--set, hides ganger.toml:2, the environment, .env:4", "ganger"),
                         tuple(found[name] for name in ("A", "B", "C", "D", "PORT")))
        named = explained("-e", "x.env")
        self.assertEqual(("ganger.toml:2", "x.env:1, hides the environment"), (named["A"], named["C"]))
        self.assertNotIn("B", named)
        self.assertRegex(self.env("worker", "--explain").out.text,
                         r"# from the environment that ganger was started with, unchanged:\n#   (\w+, )*HOME, LANG, ")

    def test_json_is_one_document(self):
        self.write("Procfile", "web: serve\n")
        self.write(".env", "TOKEN=hunter2\n")
        base = free_base()
        report = json.loads(self.env("web.2", "--json", "-p", base).out.text)
        self.assertEqual(("web", 2, "web.2"), (report["type"], report["instance"], report["name"]))
        self.assertEqual({"value": str(base + 1), "hidden": False, "from": {"kind": "ganger", "text": "ganger"}, "hides": []},
                         report["env"]["PORT"])
        self.assertEqual({"value": "***", "hidden": True, "hides": [],
                          "from": {"kind": "file", "text": ".env:1", "file": ".env", "line": 1}}, report["env"]["TOKEN"])

    def test_without_a_type_it_is_what_all_have(self):
        self.write("Procfile", "web: serve\nworker: work\n")
        self.write(".env", "A=1\nPORT=3000\n")
        text = self.env().out.text
        self.assertIn("A=1\n", text)
        self.assertIn(f"PWD={self.folder}\n", text)
        self.assertNotRegex(text, r"(?m)^(PORT|PS|GANGER_INSTANCE)")

    def test_what_is_not_there_is_refused_with_a_suggestion(self):
        self.write("Procfile", "web: serve\nclock: tick\n")
        for word, message, hint in (("wbe", "no process type 'wbe' in the Procfile", "did you mean 'web'?"),
                                    ("all", "no process type 'all' in the Procfile", "the Procfile has web, clock"),
                                    ("web.x", "'web.x' is no instance", "the first is web.1"),
                                    ("clock.2", "cannot run 2 of 'clock'", "max = 2")):
            run = self.env(word, status=4)
            self.assertIn(message, run.err.text)
            self.assertIn(hint, run.err.text)
            self.assertEqual("", run.out.text)
            error = json.loads(self.env(word, "--json", status=4).out.text)["error"]
            self.assertIn(message, error["message"])
            self.assertEqual("unknown-type", error["code"])
        self.assertIn("is no KEY=VALUE", self.env("--set", "x", status=2).err.text)
        self.assertIn("bad-port", self.env("web", "-p", "x", "--json", status=2).out.text)

    def test_problems_of_the_files_are_told_on_stderr(self):
        self.write("Procfile", "web: serve\nnope\n")
        self.write(".env", "A=1\nA=2\n")
        run = self.env("web")
        self.assertRegex(run.err.text, r"Procfile:2:1: warning.*\n\.env:2:1: warning")
        self.assertIn("A=2\n", run.out.text)
        self.write(".env", "A='\n")
        run = self.env("web", status=2)
        self.assertIn(".env:1:3: error", run.err.text)
        self.assertEqual(("", 2), (run.out.text, len(run.err.lines)), run.err.text)
        self.assertIn("invalid-files", self.env("--json", status=2).out.text)


class EnvOfRunningApp(GangerTestCase):
    """Where the app runs, it is asked: whoever asks may have another environment, and other files by now."""

    def setUp(self):
        super().setUp()
        self.write("Procfile", "web: env -0 > got; sleep 600\nworker: sleep 600\nclock: sleep 600\n")
        self.write(".env", "B=before\nC=before\nAPI_KEY=hunter2\n")
        self.write("ganger.toml", '[types.worker]\nenv = { C = "toml" }\n')
        self.base = free_base()
        self.run_ = self.start("-p", self.base, "web=2", "worker", environment={"A": "1", "TOKEN": "hunter3"})
        for name in ("web.1", "web.2", "worker.1"):
            self.run_.wait_for(f"{name} started")
        self.write(".env", "B=after\n")

    def env(self, *arguments, status=0, **options):
        run = self.ganger("env", *arguments, environment={"A": "2"}, **options)
        self.assertEqual(status, run.ends(), run.out.text + run.err.text)
        return run

    def stop(self):
        self.assertEqual(0, self.run_.stop())
        self.assert_nothing_left()

    def report(self, *arguments, **options):
        return json.loads(self.env(*arguments, "--json", **options).out.text)

    def values(self, *arguments):
        return {name: shown["value"] for name, shown in self.report(*arguments)["env"].items()}

    def test_it_is_what_the_process_has(self):
        pids = {instance["name"]: instance["pid"]
                for instance in json.loads(self.asked("ps", "--json"))["instances"]}
        for name in ("web.1", "web.2", "worker.1"):
            with open(f"/proc/{pids[name]}/environ", encoding="utf-8") as file:
                has = dict(entry.split("=", 1) for entry in file.read().split("\0") if entry)
            del has["GANGER_ID"]
            self.assertEqual(has, self.values(name, "--show-values"))
        self.assertEqual(str(self.base + 1), self.values("web.2")["PORT"])
        self.stop()

    def asked(self, *arguments):
        run = self.ganger(*arguments)
        self.assertEqual(0, run.ends(), run.err.text)
        return run.out.text

    def test_a_comment_says_that_it_is_of_the_running_app(self):
        text = self.env("web").out.text
        self.assertRegex(text, rf"\A# what the running app gives: '{re.escape(self.folder.name)}' in '{re.escape(str(self.folder))}' "
                               rf"\(pid {self.run_.pid}, since [-\d :]+\)\nA=1\nAPI_KEY=\*\*\*\n")
        self.assertIn("\nB=before\n", text)
        self.assertTrue(text.endswith("# hidden (--show-values shows them):\n#   API_KEY, TOKEN\n"), text)
        explained = self.env("worker", "--explain").out.text
        self.assertRegex(explained, r"(?m)^C=toml +# ganger\.toml:2, hides \.env:2$")
        self.assertRegex(explained, r"# from the environment that ganger was started with, unchanged:\n#   A, ")
        self.stop()

    def test_secrets_are_hidden_unless_asked_for(self):
        for arguments in ((), ("web",), ("web", "--explain"), ("web", "--json")):
            run = self.env(*arguments)
            self.assertNotIn("hunter", run.out.text + run.err.text)
        shown = self.report("web")["env"]["API_KEY"]
        self.assertEqual({"value": "***", "hidden": True, "hides": [],
                          "from": {"kind": "file", "text": ".env:3", "file": ".env", "line": 3}}, shown)
        self.assertIn("TOKEN=hunter3\n", self.env("web", "--show-values").out.text)
        self.stop()

    def test_json_names_the_app_that_was_asked(self):
        report = self.report("web.2")
        self.assertEqual(("web", 2, "web.2"), (report["type"], report["instance"], report["name"]))
        app = json.loads(self.asked("ps", "--json"))["app"]
        self.assertEqual({name: app[name] for name in ("root", "procfile", "pid", "since")}, report["running"])
        self.assertIsNone(self.report("web.2", "--files")["running"])
        self.stop()

    def test_what_does_not_run_gets_what_it_would_have_in_this_app(self):
        self.assertEqual((str(self.base + 200), "clock.1"), tuple(self.values("clock")[name] for name in ("PORT", "PS")))
        self.assertEqual(str(self.base + 6), self.values("web.7")["PORT"])
        self.assertNotIn("PORT", self.values())
        self.stop()

    def test_what_the_app_does_not_have_is_4_as_without_an_app(self):
        self.write("Procfile", "later: true\n")
        for word, message in (("later", "no process type 'later' in the Procfile"), ("a b&name=web", "no process type 'a b&name=web'"),
                              ("web.x", "'web.x' is no instance"), ("clock.2", "cannot run 2 of 'clock'")):
            run = self.env(word, status=4)
            self.assertIn(message, run.err.text)
            self.assertEqual("", run.out.text)
            error = self.report(word, status=4)["error"]
            self.assertIn(message, error["message"])
            self.assertEqual("unknown-type", error["code"], "as without an app that runs")
        self.stop()

    def test_what_only_a_start_takes_asks_about_a_start(self):
        self.write("x.env", "X=1\n")
        for arguments in (("--files",), ("--set", "X=1"), ("-e", "x.env"), ("-p", self.base), ("--env-override",), ("--no-expand",),
                          ("--profile", "dev"), ("--settings", "ganger.toml")):
            text = self.env("web", *arguments).out.text
            self.assertIn("A=2\n", text, arguments)
            self.assertNotIn("# what the running app gives", text, arguments)
        self.assertIn("B=after\n", self.env("web", "--files").out.text)
        run = self.ganger("env", "web", environment={"GANGER_PORT": "7000", "GANGER_PROFILE": "host"})
        self.assertEqual(0, run.ends())
        self.assertIn(f"PORT={self.base}\n", run.out.text, "variables ask for nothing")
        self.stop()

    def test_broken_files_here_are_no_matter(self):
        self.write("Procfile", "nope\n")
        self.write(".env", "A='\n")
        run = self.env("web")
        self.assertEqual("", run.err.text)
        self.assertIn("B=before\n", run.out.text)
        self.stop()

    def test_who_stands_beside_another_procfile_means_that_one(self):
        self.write("other/Procfile", "web: true\n")
        (self.folder / "below").mkdir()
        self.assertIn(f"PWD={self.folder}/other\n", self.env("web", folder=self.folder / "other").out.text)
        self.assertIn("# what the running app gives", self.env("web", folder=self.folder / "below").out.text)
        self.stop()

    def test_when_the_app_has_ended_it_is_of_the_files_again(self):
        self.stop()
        text = self.env("web").out.text
        self.assertIn("A=2\n", text)
        self.assertNotIn("running app", text)

    def test_one_that_stands_still_is_told_and_not_replaced_by_the_files(self):
        os.kill(self.run_.pid, signal.SIGSTOP)
        run = self.env("web", status=1)
        os.kill(self.run_.pid, signal.SIGCONT)
        self.assertIn("does not answer", run.err.text)
        self.assertEqual("", run.out.text)
        self.stop()

    def test_a_supervisor_of_an_older_version_is_told_as_such(self):
        path = self.folder / "old.sock"
        body = json.dumps({"error": {"code": "not-found", "message": "there is no '/v1/env' in this version", "hint": ""}})
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()
            listener.settimeout(20 * PATIENCE)

            def answer():
                connection, asked = None, b""
                while not asked:  # who only looks whether somebody listens asks nothing
                    connection, _ = listener.accept()
                    self.addCleanup(connection.close)
                    asked = connection.recv(65536)
                with connection:
                    connection.sendall(f"HTTP/1.1 404 Not Found\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())

            old = threading.Thread(target=answer)
            old.start()
            run = self.ganger("env", "web", "--json", environment={"GANGER_SOCKET": str(path)})
            self.assertEqual(1, run.ends(), run.err.text)
            old.join()
        self.assertEqual("other-version", json.loads(run.out.text)["error"]["code"])
        self.assertIn("was started by another version of ganger, which has no answer to this", run.err.text)
        self.stop()


if __name__ == "__main__":
    main()
