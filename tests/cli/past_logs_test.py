"""`ganger logs` of an app that does not run: from its log file."""
import json
import os
import re

from ganger import GangerTestCase, main

NOT_RUNNING = 3


class PastLogs(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.write("Procfile", "job: seq -f 'line %g' 1 500; echo '<3>bad'\nother: echo hello\n")
        self.write("ganger.toml", '[app]\nexit_when = "all"\n[log]\nfile = "app.log"\nmax_size = "8KiB"\n')

    def ran(self, *arguments):
        self.assertEqual(0, self.start(*arguments).ends())

    def logs(self, *arguments, status=0):
        asked = self.ganger("logs", *arguments)
        self.assertEqual(status, asked.ends(), asked.err.text)
        return asked

    def lines(self, *arguments):
        return [line.rstrip() for line in self.logs(*arguments).out.lines]

    def test_shows_the_last_lines_of_all_or_some(self):
        self.ran()
        self.assertTrue((self.folder / "app.log.2").exists())
        asked = self.logs("-n", "1")
        self.assertRegex(asked.out.text, r"^ganger \| exit 0")
        self.assertIn(f"what follows is from its log file '{self.folder}/app.log'", asked.err.text)
        self.assertEqual(100, len(self.lines()))
        self.assertEqual(["job.1  | line 500", "job.1  | <3>bad"], self.lines("-n", "2", "job"))
        self.assertEqual(["other.1 | hello"], self.lines("other.1"))
        self.assertEqual([f"job.1  | line {n}" for n in range(1, 501)] + ["job.1  | <3>bad"], self.lines("-n", "all", "job"))
        self.assertEqual([f"job.1  | line {n}" for n in (498, 499)], self.lines("-n", "2", "-g", "line 49[89]", "job"))
        self.assertEqual([], self.lines("-n", "0"))
        self.assertIn("job.1  | <3>bad", self.lines("-f", "job"))

    def test_of_types_that_are_far_back_too(self):
        self.write("Procfile", "first: echo here\njob: seq 1 2000\n")
        self.ran("first")
        self.ran("job")
        self.assertEqual([], self.lines("first"))  # four files are kept
        self.write("ganger.toml", '[app]\nexit_when = "all"\n[log]\nfile = "new.log"\n')
        self.ran("first")
        self.ran("job")
        self.assertEqual(["first.1 | here"], self.lines("first"))

    def test_in_every_format(self):
        self.ran()
        records = [json.loads(line) for line in self.lines("--json", "-n", "2", "job")]
        self.assertEqual(["line 500", "bad"], [record["msg"] for record in records])
        self.assertEqual("error", records[1]["level"])
        self.assertRegex(self.lines("--timestamps", "iso", "-n", "1", "job")[0], r"^2\d{3}-\d\d-\d\dT\S+ job.1  \| <3>bad$")
        self.assertEqual(["line 500", "<3>bad"], self.lines("--log-format", "raw", "-n", "3", "job")[1:])

    def test_the_parts_of_a_line_that_is_too_long_are_those_of_the_file(self):
        self.write("Procfile", "job: head -c 150000 /dev/zero | tr '\\0' x; echo end; echo after\n")
        self.ran()
        expected = ["x" * 65536 + " [cut]", "[cont] " + "x" * 65536 + " [cut]", "[cont] " + "x" * (150000 - 2 * 65536) + "end", "after"]
        self.assertEqual(expected, [line.split("| ", 1)[1] for line in self.lines("job")])
        whole = self.logs("--log-format", "raw", "job").out.text
        self.assertEqual("x" * 150000 + "end\nafter\n", whole)

    def test_of_a_file_in_json(self):
        self.write("ganger.toml", '[app]\nexit_when = "all"\n[log]\nfile = "app.log"\nformat = "json"\n')
        self.write("Procfile", "job: echo '{\"a\":1}'; echo '<3>bad'; echo '<3>'\n")
        self.ran()
        self.assertEqual(['job.1  | {"a":1}', "job.1  | <3>bad", "job.1  | <3>"], self.lines("job"))
        self.assertRegex(self.lines("--timestamps", "time", "job")[0], r'^ {9}job.1  \| \{"a":1\}$')
        *_, last = (json.loads(line) for line in self.lines("--json"))
        self.assertEqual(("info", "exit"), (last["level"], last["ganger"]["event"]))

    def test_since(self):
        self.ran()
        stamped = re.compile(r"\d{4}(-\d\d-\d\dT)")
        for name in os.listdir(self.folder):
            if name.startswith("app.log"):
                self.write(name, stamped.sub(r"2001\1", (self.folder / name).read_text()))
        self.assertEqual([], self.lines("--since", "24h"))
        self.ran("other")
        lines = self.lines("--since", "1h")
        self.assertIn("other.1 | hello", lines)
        self.assertFalse([line for line in lines if "job.1" in line])

    def test_a_name_that_is_none(self):
        self.ran()
        asked = self.logs("jov", status=4)
        self.assertIn("there is no 'jov' in this app\n  did you mean 'job'?", asked.err.text)
        self.assertEqual([], self.lines("job.7"))

    def test_what_another_program_has_written_is_nobodys(self):
        self.ran("other")
        with open(self.folder / "app.log", "a", encoding="utf-8") as file:
            file.write("rotated by hand\n")
        asked = self.logs("-n", "1")
        self.assertRegex(asked.out.text, r"^ganger +\| exit 0")
        self.assertIn("1 line of it left out: ganger has not written it", asked.err.text)
        self.write("app.log", "of\nanother\n")
        self.assertIn("ganger has written no line of", self.logs(status=2).err.text)

    def test_without_a_file(self):
        asked = self.logs(status=NOT_RUNNING)
        self.assertIn("no app runs in", asked.err.text)
        self.assertIn("file of [log]", asked.err.text)
        (self.folder / "app.log").mkdir()
        self.assertIn("it is no file", self.logs(status=NOT_RUNNING).err.text)


if __name__ == "__main__":
    main()
