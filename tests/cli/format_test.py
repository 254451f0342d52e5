"""How the stream looks: --log-format, --timestamps, --hide, --quiet, colours, and what a terminal gets."""
import json
import os
import re

from ganger import PATIENCE, GangerTestCase, main


class Format(GangerTestCase):
    def run_app(self, *arguments, environment=None, **popen):
        run = self.start(*arguments, environment=environment, **popen)
        status = run.ends()
        self.assert_nothing_left()
        return status, run

    def terminal_shows(self, *arguments, environment=None):
        """All that a terminal gets from a run."""
        ours, theirs = os.openpty()
        run = self.start(*arguments, environment={"TERM": "xterm", **(environment or {})}, stdout=theirs)
        os.close(theirs)
        got = b""
        while True:
            try:
                chunk = os.read(ours, 1 << 16)
            except OSError:  # EIO: nobody has the other end any more
                break
            if not chunk:
                break
            got += chunk
        os.close(ours)
        run.process.wait(10 * PATIENCE)
        self.assert_nothing_left()
        return got.decode().replace("\r\n", "\n")

    def test_a_pipe_gets_plain_lines_without_escape_sequences(self):
        self.write("Procfile", "job: echo hello\n")
        _, run = self.run_app()
        self.assertEqual(["hello"], run.out.of("job.1"))
        self.assertNotIn("\x1b", run.out.text)

    def test_a_terminal_gets_time_and_colours_and_no_other_sequences(self):
        self.write("Procfile", r"job: printf '\033[2J\033[31mred\n'" + "\n")
        text = self.terminal_shows()
        self.assertRegex(text, r"\x1b\[36m\d\d:\d\d:\d\d job\.1  \|\x1b\[0m \x1b\[31mred\x1b\[0m\n")
        self.assertNotIn("\x1b[2J", text)

    def test_no_color_is_respected_and_always_and_never_win(self):
        self.write("Procfile", "job: echo hello\n")
        self.assertNotIn("\x1b", self.terminal_shows(environment={"NO_COLOR": "1"}))
        self.assertNotIn("\x1b", self.terminal_shows("--color", "never"))
        self.assertIn("\x1b[36m", self.terminal_shows("--color", "always", environment={"NO_COLOR": "1"}))
        _, run = self.run_app("--log-format", "pretty", "--color", "always")
        self.assertIn("\x1b[36m", run.out.text)
        _, run = self.run_app("--log-format", "pretty")
        self.assertNotIn("\x1b", run.out.text)

    def test_a_progress_bar_shows_its_last_state(self):
        self.write("Procfile", r"job: printf '10%%\r20%%\r30%%\n'" + "\n")
        text = self.terminal_shows("--timestamps", "none", "--color", "never")
        self.assertIn("job.1  | 30%\n", text)
        self.assertNotIn("10%", text)

    def test_time_stamps_are_local_time(self):
        self.write("Procfile", "job: echo hello\n")
        for kind, pattern in (("time", r"\d\d:\d\d:\d\d"), ("ms", r"\d\d:\d\d:\d\d\.\d{3}"),
                              ("iso", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+05:45")):
            _, run = self.run_app("--timestamps", kind, environment={"TZ": "<+0545>-5:45"})
            self.assertTrue(any(re.fullmatch(pattern + r" job\.1  \| hello", line) for line in run.out.lines),
                            run.out.text)

    def test_hide_shows_neither_less_nor_more(self):
        self.write("Procfile", "noisy: seq 100000\njob: echo hello\n")
        _, run = self.run_app("--hide", "noisy")
        self.assertEqual([], run.out.of("noisy.1"))
        self.assertEqual(["hello"], run.out.of("job.1"))
        self.assertIn("noisy.1 exited 0", run.out.text)

    def test_hide_of_an_unknown_type_is_an_error_with_a_suggestion(self):
        self.write("Procfile", "worker: echo hello\n")
        status, run = self.run_app("--hide", "wroker")
        self.assertEqual(2, status)
        self.assertIn("did you mean 'worker'?", run.err.text)

    def test_quiet_leaves_only_errors_of_gangers_own_lines(self):
        self.write("Procfile", "job: echo hello\n")
        _, run = self.run_app("--quiet")
        self.assertEqual("job.1  | hello\n", run.out.text)
        self.write("Procfile", "job: exit 3\n")
        status, run = self.run_app("--quiet")
        self.assertEqual(3, status)
        self.assertIn("ganger | exit 3: job.1 exited 3\n", run.out.text)

    def test_no_prefix_leaves_out_the_names(self):
        self.write("Procfile", "job: echo hello\n")
        _, run = self.run_app("--no-prefix", "--quiet")
        self.assertEqual("hello\n", run.out.text)

    def test_json_stays_json_on_a_terminal(self):
        self.write("Procfile", "job: echo hello\n")
        for line in self.terminal_shows("--json", "--color", "always").splitlines():
            json.loads(line)

    def test_unknown_words_are_errors_that_name_the_known(self):
        self.write("Procfile", "job: echo hello\n")
        for option, known in (("--log-format", "pretty, plain, json"), ("--timestamps", "none, time, ms, iso"),
                              ("--color", "auto, always, never")):
            status, run = self.run_app(option, "loud")
            self.assertEqual(2, status)
            self.assertIn(f"{option} 'loud' is not known", run.err.text)
            self.assertIn(known, run.err.text)


if __name__ == "__main__":
    main()
