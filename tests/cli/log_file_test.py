"""The stream in a file: --log-file and [log]."""
import json
import os
import re
import shutil
import signal
import stat

from ganger import GangerTestCase, main, wait_until

STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d "


class LogFile(GangerTestCase):
    def setUp(self):
        super().setUp()
        # It writes the lines that are put into its file.
        self.write("Procfile", "web: echo up; tail -n +1 -f web.in\n")
        self.write("web.in", "")

    def started(self, *arguments, **options):
        run = self.start(*arguments, **options)
        run.wait_for(r"\| up")
        return run

    def say(self, *lines):
        with open(self.folder / "web.in", "a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))

    def lines(self, name="app.log"):
        """Without their times."""
        return [re.sub(f"^{STAMP}", "", line) for line in (self.folder / name).read_text().splitlines()]

    def wait_for_line(self, text, name="app.log"):
        wait_until(lambda: (self.folder / name).exists() and any(text in line for line in self.lines(name)),
                   f"{text!r} in {name}")

    def test_has_every_line_with_its_time_and_name_also_what_is_not_shown(self):
        run = self.start("--log-file", "app.log", "--no-prefix")
        run.wait_for("^up$")
        self.say("caf\xe9", "two")
        self.wait_for_line("two")
        self.assertEqual(0, run.stop())
        text = (self.folder / "app.log").read_text()
        self.assertRegex(text, f"(?m)^{STAMP}web.1  \\| caf\xe9$")
        self.assertRegex(text, f"(?m)^{STAMP}ganger \\| web.1 started")
        self.assertRegex(text.splitlines()[-1], f"^{STAMP}ganger \\| exit 0")
        self.assertEqual(0o600, stat.S_IMODE((self.folder / "app.log").stat().st_mode))
        again = self.start("--log-file", "app.log", "--hide", "web", "--quiet")
        wait_until(lambda: self.lines().count("web.1  | two") == 2, "the next run appends")
        self.assertEqual(0, again.stop())
        self.assertEqual("", again.out.text)

    def test_a_line_that_is_not_ended_waits_for_its_end(self):
        self.write("Procfile", "web: printf begun; sleep 600\n")
        run = self.start("--log-file", "app.log")
        run.wait_for(r"\| web.1 started")
        run.out.wait_for_bytes(b"begun")
        self.wait_for_line("web.1 started")
        self.assertNotIn("begun", (self.folder / "app.log").read_text())
        self.assertEqual(0, run.stop())
        self.assertIn("web.1  | begun", self.lines())

    def test_in_json_where_the_stream_or_the_settings_say_so(self):
        self.write("Procfile", "job: echo '{\"a\":1}'; echo text\n")
        self.assertEqual(0, self.start("--log-file", "app.log", "--json").ends())
        records = [json.loads(line) for line in (self.folder / "app.log").read_text().splitlines()]
        self.assertIn({"a": 1, "ganger": {"type": "job", "instance": 1, "stream": "stdout"}}, records)
        self.assertEqual("exit", records[-1]["ganger"]["event"])
        self.write("ganger.toml", '[log]\nfile = "other.log"\nformat = "json"\n')
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertIn("job.1  | text", run.out.lines)
        self.assertEqual("text", json.loads((self.folder / "other.log").read_text().splitlines()[-3])["msg"])
        self.write("ganger.toml", '[log]\nformat = "plain"\n')
        self.assertEqual(0, self.start("--log-file", "plain.log", "--json").ends())
        self.assertIn("job.1  | text", self.lines("plain.log"))

    def test_the_file_of_the_settings_lies_in_the_root_that_of_the_option_where_one_stands(self):
        self.write("sub/keep", "")
        self.write("ganger.toml", '[log]\nfile = "sub/of-root.log"\n')
        self.write("Procfile", "job: echo up\n")
        self.assertEqual(0, self.start("-d", "..", folder=self.folder / "sub").ends())
        self.assertIn("job.1  | up", self.lines("sub/of-root.log"))
        self.assertEqual(0, self.start("-d", "..", "--log-file", "here.log", folder=self.folder / "sub").ends())
        self.assertIn("job.1  | up", self.lines("sub/here.log"))

    def test_rotation_keeps_order_and_a_cap_on_all(self):
        self.write("Procfile", "job: seq 1 2000\n")
        self.write("ganger.toml", '[log]\nfile = "app.log"\nmax_size = "8KiB"\nkeep = 3\n')
        self.assertEqual(0, self.start().ends())
        files = sorted(self.folder.glob("app.log*"), reverse=True)
        self.assertEqual(["app.log.3", "app.log.2", "app.log.1", "app.log"], [file.name for file in files])
        self.assertTrue(all(file.stat().st_size <= 8 << 10 for file in files), files)
        lines = [line for file in files for line in self.lines(file.name)]
        numbers = [int(line.split("| ")[1]) for line in lines if line.startswith("job.1  | ")]
        self.assertEqual(list(range(numbers[0], 2001)), numbers)
        self.assertIn("exit 0", lines[-1])

    def test_rotation_by_age(self):
        self.write("ganger.toml", '[log]\nfile = "app.log"\nmax_age = "1s"\n')
        run = self.started()
        self.wait_for_line("up")
        spoken = iter(range(1000))

        def is_rotated():
            self.say(f"line {next(spoken)}")
            return (self.folder / "app.log.1").exists()

        wait_until(is_rotated, "it is rotated")
        self.assertIn("web.1  | up", self.lines("app.log.1"))
        self.assertEqual(0, run.stop())

    def test_what_was_moved_or_removed_is_made_anew_at_once_after_usr2(self):
        run = self.started("--log-file", "app.log")
        self.wait_for_line("up")
        os.rename(self.folder / "app.log", self.folder / "moved")
        run.send(signal.SIGUSR2)
        self.say("after")
        self.wait_for_line("after")
        self.assertNotIn("web.1  | after", self.lines("moved"))
        os.remove(self.folder / "app.log")
        self.say("anew")  # nobody has told it
        self.wait_for_line("anew")
        self.write("replaced", "by another program\n")
        os.rename(self.folder / "replaced", self.folder / "app.log")
        self.say("into that")
        self.wait_for_line("into that")
        self.assertEqual("by another program", self.lines()[0])
        self.assertEqual(0, run.stop())

    def test_a_folder_that_goes_is_told_once_and_nothing_is_lost(self):
        (self.folder / "logs").mkdir()
        run = self.started("--log-file", "logs/app.log")
        self.wait_for_line("| up", "logs/app.log")
        shutil.rmtree(self.folder / "logs")
        self.say("alone")
        run.wait_for(r"ganger +\| cannot open the log file '.*/logs/app.log': No such file or directory$")
        self.say("before")
        run.wait_for("before")
        (self.folder / "logs").mkdir()
        run.send(signal.SIGUSR2)  # or a second later
        run.wait_for(r"ganger +\| the log file '.*/logs/app.log' works again; no line was lost")
        self.say("behind")
        self.wait_for_line("behind", "logs/app.log")
        lines = self.lines("logs/app.log")
        self.assertIn("web.1  | before", lines)
        self.assertEqual(1, sum("cannot open" in line for line in lines))
        self.assertEqual(0, run.stop())

    def test_a_name_that_is_empty_is_refused(self):
        self.write("Procfile", "web: true\n")
        run = self.start("--log-file", "")
        self.assertEqual(2, run.ends())
        self.assertIn("--log-file takes no ''", run.err.text)

    def assert_refused(self, why, *arguments):
        run = self.start(*arguments)
        self.assertEqual(2, run.ends())
        self.assertIn(why, run.err.text)
        self.assertEqual("", run.out.text, "nothing runs")
        return run.err.text

    def test_one_that_can_never_be_opened_is_refused_before_anything_runs(self):
        os.mkfifo(self.folder / "fifo")
        os.symlink("elsewhere", self.folder / "link")
        for path, why in (("no/app.log", "No such file or directory"), ("Procfile/app.log", "Not a directory"),
                          (".", "Is a directory"), ("fifo", "it is no file"), ("link", "it is a link"),
                          ("/dev/null", "it is no file"), ("/proc/no.log", "No such file or directory")):
            with self.subTest(path=path):
                said = self.assert_refused(why, "--log-file", path)
                self.assertIn(f"cannot open the log file '{os.path.join(self.folder, path)}'", said)
        self.assertFalse((self.folder / "elsewhere").exists())
        self.write("ganger.toml", '[log]\nfile = "no/app.log"\n')
        self.assertIn("no/app.log", self.assert_refused("No such file or directory"))
        checked = self.ganger("check")
        self.assertEqual(0, checked.ends(), "a build may well make it before the start")
        self.assertIn(f"ganger.toml:2:8: warning: there is no folder '{self.folder}/no', so the log file", checked.err.text)

    def test_where_it_cannot_be_written_the_end_does_not_wait_for_it(self):
        (self.folder / "logs").mkdir()
        self.write("Procfile", "web: read go < go; exit 3\n")
        os.mkfifo(self.folder / "go")
        run = self.start("--log-file", "logs/app.log")
        self.wait_for_line("web.1 started", "logs/app.log")
        with open(self.folder / "logs" / "app.log", encoding="utf-8") as removed:
            shutil.rmtree(self.folder / "logs")
            (self.folder / "go").write_text("\n")
            self.assertEqual(3, run.ends(timeout=5))
            said = run.out.text + run.err.text  # here, or once the stream is finished there
            lines = sum(line != "" for line in run.out.lines) - len(removed.readlines())
        self.assertRegex(said, "cannot open the log file '.*/logs/app.log': No such file or directory")
        self.assertNotIn("dropped", said)
        self.assertRegex(run.err.text, f"ganger: {lines} lines are missing at the end of the log file '.*/logs/app.log'\n$")

    def test_a_flood_is_in_a_file_that_takes_all_to_the_last_line(self):
        self.write("Procfile", "job: seq 1 1000000\n")
        run = self.start("--log-file", "app.log", "--hide", "job")
        self.assertEqual(0, run.ends(timeout=60))
        files = sorted(self.folder.glob("app.log*"), reverse=True)
        last, lost = 0, 0
        for line in (line for file in files for line in self.lines(file.name)):
            if gap := re.search(r"ganger \| (\d+) lines? lost here", line):
                lost += int(gap.group(1))
            elif number := re.fullmatch(r"job.1  \| (\d+)", line):
                if last:
                    self.assertEqual(int(number.group(1)), last + 1 + lost)
                last, lost = int(number.group(1)), 0
        if missing := re.search(r"ganger: (\d+) lines? (?:is|are) missing at the end of the log file", run.err.text):
            own = sum(line in run.out.lines for file in files for line in self.lines(file.name))
            lost += int(missing.group(1)) - (len(run.out.lines) - own)
        self.assertEqual((1000000, 0), (last, lost), run.err.text)


if __name__ == "__main__":
    main()
