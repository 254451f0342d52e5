"""`ganger run` without a terminal: what it runs, with which environment, its descriptors, signals and exit status."""
import os
import signal
import subprocess
import sys

from ganger import EXECUTABLE, GangerTestCase, main, wait_until

# Says which signals it gets; ends at SIGTERM with 7.
TELLS = """import signal, sys
def tell(number, _):
    print("got", signal.Signals(number).name, flush=True)
    if number == signal.SIGTERM:
        sys.exit(7)
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2,
               signal.SIGWINCH, signal.SIGALRM, signal.SIGCONT, signal.SIGRTMIN, signal.SIGPIPE):
    signal.signal(number, tell)
print("ready", flush=True)
while True:
    signal.pause()
"""


class Runs(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.write("Procfile", "web: echo serves $PORT\nconsole: printf '<%s>' $GREETING\nboth: cat | wc -c\n")

    def run_(self, *arguments, **options):
        return self.ganger("run", *arguments, **options)

    def outcome(self, *arguments, status=0, **options):
        """What it prints."""
        run = self.run_(*arguments, **options)
        self.assertEqual(status, run.ends(), run.err.text)
        self.assert_nothing_left()
        self.err = run.err.text
        return run.out.text


class Commands(Runs):
    def test_words_are_the_programs_as_typed(self):
        self.assertEqual("a  b\n$HOME *\n", self.outcome("printf", "%s\\n", "a  b", "$HOME *"))
        self.assertEqual("", self.err)

    def test_options_behind_the_command_are_its_own(self):
        self.assertEqual("-d x --help --set -- -e\n", self.outcome("echo", "-d", "x", "--help", "--set", "--", "-e"))
        self.assertEqual("-n\n", self.outcome("-p", "7000", "printf", "%s\\n", "-n"))

    def test_one_word_with_spaces_is_a_line_for_the_shell(self):
        self.assertEqual("2\n", self.outcome("echo one two | wc -w"))

    def test_a_type_of_the_procfile_is_its_command_with_its_port(self):
        self.assertEqual("serves 5000\n", self.outcome("web"))
        self.assertEqual("serves 5000 now\n", self.outcome("web", "now"))
        self.assertEqual("<hi><a b>", self.outcome("--set", "GREETING=hi", "console", "a b"))

    def test_arguments_without_a_certain_place_are_refused(self):
        self.assertEqual("", self.outcome("both", "-x", status=125))
        self.assertIn('"$@"', self.err)

    def test_behind_two_dashes_it_is_a_program_and_nothing_else(self):
        self.write("both", "#!/bin/sh\necho program $1\n", mode=0o755)
        path = f"{self.folder}:/usr/bin:/bin"
        self.assertEqual("program -x\n", self.outcome("--", "both", "-x", environment={"PATH": path}))
        self.outcome("--", "console", status=127)
        self.assertIn("ganger run console", self.err)

    def test_it_needs_no_procfile(self):
        (self.folder / "Procfile").unlink()
        self.write(".env", "A=found\n")
        self.assertEqual("found\n", self.outcome("printenv", "A"))
        self.outcome("-f", "Procfile", "true", status=125)

    def test_it_runs_in_the_root(self):
        self.write("app/Procfile", "web: x\n")
        self.assertEqual(f"{self.folder}/app\n", self.outcome("-d", "app", "pwd"))


class Environment(Runs):
    def test_who_wins_is_as_with_start(self):
        self.write(".env", "A=found\nB=found\nC=found\n")
        self.write("named", "C=named\n")
        show = self.program("show").split() + ["A", "B", "C"]
        self.assertEqual("A=set\nB=ambient\nC=found\n", self.outcome("--set", "A=set", *show, environment={"B": "ambient"}))
        self.assertIn("hides B of .env", self.err)
        self.assertEqual("A is unset\nB is unset\nC=named\n", self.outcome("-e", "named", *show))

    def test_its_name_is_run_1(self):
        self.assertEqual("PS=run.1\nPORT is unset\nPORT_WEB=5000\n",
                         self.outcome(*self.program("show").split(), "PS", "PORT", "PORT_WEB"))

    def test_with_a_type_it_has_that_types(self):
        self.write("ganger.toml", "[types.console]\nenv = { GREETING = 'hello' }\n")
        self.assertEqual("hello 5100\n", self.outcome("--type", "console", 'echo $GREETING $PORT'))
        self.outcome("--type", "wbe", "true", status=125)
        self.assertIn("'web'", self.err)


class Descriptors(Runs):
    def test_bytes_pass_untouched_and_input_ends(self):
        data = bytes(range(256)) * 4000
        done = subprocess.run([EXECUTABLE, "run", "cat"], cwd=self.folder, env=self.environment, input=data,
                              capture_output=True, timeout=60)
        self.assertEqual((0, data, b""), (done.returncode, done.stdout, done.stderr))

    def test_output_and_errors_stay_apart(self):
        self.assertEqual("out\n", self.outcome("echo out; echo err >&2"))
        self.assertEqual("err\n", self.err)

    def test_other_descriptors_are_passed_on(self):
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        self.assertEqual("", self.outcome(f"echo through >&{writer}", pass_fds=[writer]))
        os.close(writer)
        self.assertEqual(b"through\n", os.read(reader, 100))

    def test_ganger_holds_no_end_of_a_pipe(self):
        run = self.run_("exec >&-; exec 2>&-; read x; exit 4", stdin=subprocess.PIPE)
        run.out.wait_for_end()  # though it still runs
        self.assertIsNone(run.process.poll())
        run.process.stdin.write(b"\n")
        run.process.stdin.close()
        self.assertEqual(4, run.ends())


class Ends(Runs):
    def test_the_code_is_the_commands(self):
        for code in (0, 1, 2, 3, 125, 126, 127, 200, 255):
            self.outcome("sh", "-c", f"exit {code}", status=code)
            self.assertEqual("", self.err)

    def test_a_signal_is_128_and_its_number(self):
        self.outcome("kill -USR1 $$", status=128 + signal.SIGUSR1)
        self.assertIn("run.1 was killed by SIGUSR1", self.err)
        self.outcome("kill -KILL $$", status=137)

    def test_a_program_that_is_not_there_is_127(self):
        self.outcome("no-such-program", "x", status=127)
        self.assertIn("exec 'no-such-program': No such file or directory", self.err)
        self.outcome("consol", status=127)
        self.assertIn("did you mean 'console'", self.err)

    def test_a_program_that_cannot_be_executed_is_126(self):
        self.write("tool", "echo\n", mode=0o644)
        self.outcome("./tool", "x", status=126)

    def test_gangers_own_errors_are_125(self):
        for arguments in ([], [""], ["--no-such-option", "true"], ["--set", "A", "true"], ["-e", "missing", "true"],
                          ["-d", "missing", "true"], ["-p", "x", "true"], ["--type"]):
            with self.subTest(arguments):
                self.outcome(*arguments, status=125)
                self.assertNotEqual("", self.err)
        self.write(".env", "A='x\n")
        self.outcome("true", status=125)

    def test_what_it_leaves_behind_is_stopped(self):
        self.outcome("sleep 600 & setsid sleep 601 & exit 3", status=3)
        self.assertRegex(self.err, r"run\.1 exited 3; stopping what it left behind: .*sleep")

    def test_what_does_not_want_to_stop_is_killed(self):
        self.write("ganger.toml", "[app]\nstop_timeout = '50ms'\n")
        self.outcome("mkfifo up; (trap '' TERM; echo x > up; while :; do sleep 60; done) & read x < up; exit 3", status=3)
        self.assertIn("killing", self.err)

    def test_what_ends_by_itself_at_once_is_not_worth_a_word(self):
        self.outcome("(:) & exit 0")
        self.assertEqual("", self.err)

    def test_children_that_are_not_its_own_are_left_alone(self):
        # As bash does with `ganger run … > >(tee log)`.
        done = subprocess.run(["sh", "-c", f'(sleep 0.5; echo late) & exec "{EXECUTABLE}" run echo early'],
                              cwd=self.folder, env=self.environment, capture_output=True, timeout=60)
        self.assertEqual((0, b"early\nlate\n", b""), (done.returncode, done.stdout, done.stderr))

    def test_it_dies_with_ganger(self):
        run = self.run_("sleep", "600")
        wait_until(lambda: [process.name for process in run.tree()] == ["sleep"], "it runs")
        run.process.kill()
        wait_until(lambda: all(process.state == "Z" for process in self.left_over()), "it is dead, too")


class Signals(Runs):
    def tells(self, *before):
        self.write("tells.py", TELLS)
        run = self.run_(*before, sys.executable, "-S", "-u", "tells.py")
        run.wait_for("^ready$")
        return run

    def test_every_signal_reaches_it_once(self):
        run = self.tells()
        for name in ("SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGALRM", "SIGCONT", "SIGRTMIN",
                     "SIGPIPE"):
            run.send(signal.Signals[name])
            run.wait_for(f"^got {name}$")
        run.send(signal.SIGTERM)
        self.assertEqual(7, run.ends())
        self.assertEqual(len(set(run.out.lines)), len(run.out.lines), run.out.lines)
        self.assertEqual("", run.err.text)

    def test_a_command_that_does_not_care_ends_by_it(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR2):
            run = self.run_("sleep", "600")
            wait_until(lambda: [process.name for process in run.tree()] == ["sleep"], "it runs")
            run.send(number)
            self.assertEqual(128 + number, run.ends())
            self.assertEqual("", run.err.text)

    def test_a_shell_that_stays_passes_it_to_its_pipeline(self):
        run = self.run_("sleep 600 | sleep 601; echo not reached")
        wait_until(lambda: len(run.tree()) == 3, "both run")
        run.send(signal.SIGTERM)
        self.assertEqual(143, run.ends())
        self.assertEqual(("", ""), (run.out.text, run.err.text))
        self.assert_nothing_left()

    def test_a_stopped_one_ends_all_the_same(self):
        run = self.run_("sleep", "600")
        child = wait_until(lambda: [process for process in run.tree() if process.name == "sleep"], "it runs")[0]
        os.kill(child.pid, signal.SIGSTOP)
        run.send(signal.SIGTERM)
        self.assertEqual(143, run.ends())

    def test_what_a_child_sends_to_its_parent_does_not_come_back(self):
        self.assertEqual("after\n", self.outcome("trap 'echo came back' USR1; kill -USR1 $PPID; read x; echo after",
                                                 stdin=subprocess.DEVNULL))

    def test_inherited_dispositions_and_masks_do_not_reach_it_but_for_nohup(self):
        self.assertEqual("0000000000000000 0000000000000001\n", self.outcome(
            "sed -nE 's/^(SigBlk|SigIgn):\\t//p' /proc/self/status | paste -sd' '",
            preexec_fn=lambda: (signal.signal(signal.SIGINT, signal.SIG_IGN),
                                signal.signal(signal.SIGHUP, signal.SIG_IGN),
                                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1}))))

    def test_nohup_holds_for_it_too(self):
        run = self.ganger_under_nohup()
        run.send(signal.SIGHUP)
        run.send(signal.SIGUSR1)
        run.wait_for("^got SIGUSR1$")
        run.send(signal.SIGTERM)
        self.assertEqual(7, run.ends())
        self.assertNotIn("got SIGHUP", run.out.lines)

    def ganger_under_nohup(self):
        self.write("tells.py", TELLS.replace("signal.SIGHUP, ", ""))
        run = self.run_(sys.executable, "-S", "-u", "tells.py",
                        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        run.wait_for("^ready$")
        return run


if __name__ == "__main__":
    main()
