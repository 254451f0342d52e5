"""`ganger check`: every problem of the files, for people and as JSON."""
import json
import os
import re
import subprocess

from ganger import GangerTestCase, main


class Check(GangerTestCase):
    def check(self, *arguments, status, **options):
        run = self.ganger("check", *arguments, **options)
        self.assertEqual(status, run.ends(), run.out.text + run.err.text)
        self.assert_nothing_left()
        return run.out.text + run.err.text

    def report(self, *arguments, status=0, **options):
        run = self.ganger("check", "--json", *arguments, **options)
        self.assertEqual(status, run.ends(), run.out.text + run.err.text)
        return json.loads(run.out.bytes.decode("utf-8"))

    def test_files_without_a_problem_give_0_and_name_the_types(self):
        self.write("Procfile", "web: touch started\nworker: sleep 1\n")
        self.write(".env", "A=1\n")
        text = self.check(status=0)
        self.assertIn("web", text)
        self.assertIn("worker", text)
        self.assertFalse((self.folder / "started").exists(), "it starts nothing")

    def test_warnings_have_a_place_and_a_code_and_give_0(self):
        self.write("Procfile", "web: a\nno colon here\nweb: b\n  c : d\n")
        text = self.check(status=0)
        self.assertRegex(text, r"(?m)^Procfile:2:1: warning: .*no-colon")
        self.assertRegex(text, r"(?m)^Procfile:3:1: warning: .*duplicate")
        self.assertRegex(text, r"(?m)^Procfile:4:\d+: warning: .*indent")

    def test_strict_makes_errors_of_them(self):
        self.write("Procfile", "web: a\nno colon here\n")
        self.assertRegex(self.check("--strict", status=2), r"(?m)^Procfile:2:1: error: .*no-colon")
        self.assertRegex(self.check(status=0), r"(?m)^Procfile:2:1: warning: .*no-colon")

    def test_errors_of_both_files_are_all_told(self):
        self.write("Procfile", "web: a\n<<<<<<< HEAD\n")
        self.write(".env", "A B=1\nC D=2\n")
        text = self.check(status=2)
        for place in (r"Procfile:2:1", r"\.env:1:", r"\.env:2:"):
            self.assertRegex(text, rf"(?m)^{place}")

    def test_values_are_never_in_people_s_text(self):
        self.write("Procfile", "web: a\n")
        self.write(".env", "PASSWORD='hunter2' hunter3\nTOKEN=hunter4 #x\nD=${NONE:-hunter5}\nE=$hunter6\nF=\"hunter7\n")
        self.assertNotRegex(self.check(status=2), "hunter[234567]")

    def test_a_missing_procfile_gives_2(self):
        self.assertIn("cannot read 'Procfile': No such file or directory", self.check(status=2))

    def test_f_d_and_e_mean_what_they_mean_for_start(self):
        self.write("there/Procfile.dev", "api: x\n")
        self.write("there/.env", "FOUND=1\n")
        self.write("my.env", "NAMED=1\n")
        report = self.report("-d", "there", "-f", "there/Procfile.dev")
        self.assertEqual(["api"], [entry["name"] for entry in report["procfile"]])
        self.assertEqual(["FOUND"], list(report["env"]))
        report = self.report("-d", "there", "-f", "there/Procfile.dev", "-e", "my.env")
        self.assertEqual(["NAMED"], list(report["env"]))

    def test_json_holds_entries_assignments_and_diagnostics(self):
        self.write("Procfile", "# x\nweb: run it  \nworker: a \\\n  b\nnope\n")
        self.write(".env", "A=1\n\nB=\"$A 2\"\nA=3\n")
        report = self.report("--show-values")
        self.assertEqual({"name": "web", "command": "run it", "line": 2, "start": "direct"}, report["procfile"][0])
        self.assertEqual(["web", "worker"], [entry["name"] for entry in report["procfile"]])
        self.assertEqual(3, report["procfile"][1]["line"])
        self.assertEqual({"file": ".env", "line": 4, "value": "3"}, report["env"]["A"])
        self.assertEqual({"file": ".env", "line": 3, "value": "1 2"}, report["env"]["B"])
        no_colon, = [found for found in report["diagnostics"] if found["code"] == "no-colon"]
        self.assertEqual({"file": "Procfile", "line": 5, "column": 1, "severity": "warning", "code": "no-colon"},
                         {key: value for key, value in no_colon.items() if key != "message"})
        self.assertEqual({".env"}, {found["file"] for found in report["diagnostics"] if found["code"] == "duplicate"})

    def test_json_tells_how_each_command_starts_and_what_needs_a_shell(self):
        self.write("Procfile", "web: serve $PORT\na: A=1 exec serve $ONE\nb: serve $TWO\nc: serve >log\nd: cd x && serve\n"
                               "e: serve; serve\nf: serve \"${NONE:-1 2}\" '$TWO'\ng: echo a\n")
        self.write(".env", "ONE=1\nTWO=1 2\n")

        def starts(*arguments, **options):
            return [(entry.get("start"), entry.get("why")) for entry in self.report(*arguments, **options)["procfile"]]

        self.assertEqual([("direct", None), ("direct", None), ("exec", "$TWO"), ("exec", ">"), ("shell", "cd"),
                          ("shell", ";"), ("direct", None), ("shell", "echo")], starts())
        self.assertEqual(("exec", "PATH"), starts(environment={"PATH": ""})[0])
        self.write(".env", "PORT=nonsense\n")
        self.assertEqual({(None, None)}, set(starts(status=2)), "no port, no start")
        self.write(".env", "A='\n")
        self.assertEqual({(None, None)}, set(starts(status=2)), "the variables are not known")

    def test_what_start_would_refuse_is_told_where_its_cause_stands(self):
        self.write("Procfile", "web: serve\nclock: tick\nworker: work\nrelease: migrate\n")
        for settings, place, code in (
                ("[types.clock]\ncount = 2\n", "ganger.toml:2:9", "refused-count"),
                ("[types.worker]\nmax = 2\ncount = 3\n", "ganger.toml:3:9", "refused-count"),
                ("[types.web]\ncount = 101\n", "ganger.toml:2:9", "port-range"),
                ("[types.worker]\nport = 5000\n", "ganger.toml:2:8", "port-range"),
                ("[app]\nport = 65500\n", "ganger.toml:2:8", "port-range"),
                ("[dev.types.clock]\ncount = 2\n[types.clock]\ncount = 1\n", "ganger.toml:2:9", "refused-count"),
                ("[app]\nexit_code_from = 'release'\n", "ganger.toml:2:18", "exit-code-from")):
            with self.subTest(settings):
                self.write("ganger.toml", settings)
                self.assertRegex(self.check(status=2), rf"(?m)^{re.escape(place)}: error: .* \[{code}\]$")
                self.assertEqual([(place, "error", code)],
                                 [(f"{found['file']}:{found['line']}:{found['column']}", found["severity"], found["code"])
                                  for found in self.report(status=2)["diagnostics"]])
                self.assertIn(self.ganger("start").ends(), (2, 125))
        self.write("ganger.toml", "")
        self.assertEqual(0, self.ganger("check", "--profile", "dev").ends())

    def test_a_port_that_cannot_be_is_told_with_where_it_comes_from(self):
        self.write("Procfile", "web: serve\nworker: work\n")
        text = self.check(status=2, environment={"PORT": "http"})
        self.assertIn("error: cannot use 'http' as base port (PORT from the environment)", text)
        self.assertEqual("", self.report(status=2, environment={"PORT": "http"})["diagnostics"][0]["file"])
        self.write(".env", "\nPORT=65500\n")
        self.assertRegex(self.check(status=2), r"(?m)^\.env:2:1: error: .* those of 'worker' \(65600\) pass 65535")

    def test_that_nothing_would_start_is_a_warning(self):
        self.write("Procfile", "release: migrate\n")
        self.assertRegex(self.check(status=0), r"Procfile: warning: nothing to start: 'release'.* \[no-start\]")

    def test_json_has_no_values_unless_asked_for(self):
        self.write("Procfile", "web: run it\n")
        self.write(".env", "PASSWORD=hunter2\nTOKEN='x' hunter3\nD=${NONE:?hunter4}\n")
        run = self.ganger("check", "--json")
        self.assertEqual(2, run.ends())
        self.assertNotRegex(run.out.text + run.err.text, "hunter[23]")
        self.assertNotIn("value", json.loads(run.out.text)["env"]["PASSWORD"])

    def test_errors_give_2_and_what_was_read_beside_them(self):
        self.write("Procfile", "web: run it\n")
        self.write(".env", "A=1\nB C=2\n")
        report = self.report("--show-values", status=2)
        self.assertEqual("1", report["env"]["A"]["value"])
        self.assertEqual(["web"], [entry["name"] for entry in report["procfile"]])
        self.assertEqual([("bad-key", "error", 2)],
                         [(found["code"], found["severity"], found["line"]) for found in report["diagnostics"]])

    def test_null_is_for_nul_bytes_and_unclosed_quotes_alone(self):
        self.write("Procfile", "web: run\0it\n")
        self.write(".env", "A=1\n")
        report = self.report(status=2)
        self.assertIsNone(report["procfile"])
        self.assertEqual(["A"], list(report["env"]))

        self.write("Procfile", "web: run it\n")
        self.write(".env", "A=1\nB='open\n")
        report = self.report(status=2)
        self.assertEqual(["web"], [entry["name"] for entry in report["procfile"]])
        self.assertIsNone(report["env"])

        self.write("Procfile", "<<<<<<< HEAD\n")
        self.write(".env", "")
        report = self.report(status=2)
        self.assertEqual([], report["procfile"])
        self.assertEqual({}, report["env"])

    def test_bytes_that_are_no_utf_8_become_u_fffd(self):
        self.write("Procfile", b"web: caf\xe9 \xff\n")
        report = self.report()
        self.assertEqual("caf\ufffd \ufffd", report["procfile"][0]["command"])

    def test_strict_shows_in_json_too(self):
        self.write("Procfile", "web: a\nnope\n")
        self.assertEqual(["error"], [found["severity"] for found in self.report("--strict", status=2)["diagnostics"]])

    def test_the_environment_of_the_caller_is_not_in_the_report(self):
        self.write("Procfile", "web: a\n")
        self.assertEqual({}, self.report(environment={"AMBIENT": "1"})["env"])

    def test_a_closed_reader_does_no_harm(self):
        self.write("Procfile", "".join(f"type{number}: run\n" for number in range(5000)))
        read_end, write_end = os.pipe()
        os.close(read_end)
        run = self.ganger("check", "--json", stdout=write_end, stderr=subprocess.DEVNULL)
        os.close(write_end)
        self.assertIn(run.ends(), (0, 1, 2, -13))


if __name__ == "__main__":
    main()
