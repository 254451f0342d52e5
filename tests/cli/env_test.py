"""`ganger env`: what a type gets, where it comes from, and what is not shown."""
import json
import re

from ganger import GangerTestCase, free_base, main


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
            run = self.env(word, status=2)
            self.assertIn(message, run.err.text)
            self.assertIn(hint, run.err.text)
            self.assertEqual("", run.out.text)
            error = json.loads(self.env(word, "--json", status=2).out.text)["error"]
            self.assertIn(message, error["message"])
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


if __name__ == "__main__":
    main()
