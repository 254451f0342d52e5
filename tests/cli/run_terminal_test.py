"""`ganger run` in a terminal: keys, size, job control and modes, all as without ganger."""
import os
import signal

from ganger import main, wait_until
from terminal import CTRL_BACKSLASH, CTRL_C, CTRL_D, CTRL_Z, TerminalTestCase

PYTHON = "/usr/bin/python3 -I -S -u"

# Says which signals it gets, and how large the terminal is at a change; ends at Enter.
TELLS = """import os, signal, sys
def tell(number, _):
    size = os.get_terminal_size() if number == signal.SIGWINCH else ""
    print("got", signal.Signals(number).name, *size, flush=True)
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGWINCH, signal.SIGCONT):
    signal.signal(number, tell)
print("ready " + "to tell", flush=True)
print("read", sys.stdin.readline())
"""

# Takes the terminal as an editor does, and dies.
RUDE = "import tty, os, signal; tty.setraw(0); print('raw', end=''); input(); os.kill(os.getpid(), signal.SIGKILL)"


class RunInTerminal(TerminalTestCase):
    def setUp(self):
        super().setUp()
        self.bash = self.shell("web: sleep 600\n")
        self.write("tells.py", TELLS)

    def run_(self, *words):
        self.bash.type(" ".join(['"$G"', "run", *words]) + "\r")

    def tells(self, *words):
        self.run_(*(words or (PYTHON, "tells.py")))
        self.bash.expect("ready to tell")

    def assert_status(self, status):
        self.bash.wait_for_prompt()
        self.assertIn(f"status {status}\r", self.bash.run("echo status $?"))

    def assert_once(self, name):
        self.assertEqual(1, self.bash.seen.count(f"got {name}"), self.bash.seen)

    def test_a_python_prompt_can_be_used(self):
        self.run_("/usr/bin/python3", "-I", "-S", "-q")
        self.bash.expect(">>> ")
        self.bash.type("6 * 7\r")
        self.bash.expect("42")
        self.bash.expect(">>> ")
        self.bash.type(CTRL_C)
        self.bash.expect("KeyboardInterrupt")
        self.bash.expect(">>> ")
        self.bash.type("raise SystemExit(3)\r")
        self.assert_status(3)

    def test_a_debugger_is_answered(self):
        self.write("bug.py", "answer = 41\nbreakpoint()\nprint('answer', answer)\n")
        self.run_(PYTHON, "bug.py")
        self.bash.expect(r"\(Pdb\) ")
        self.bash.type("answer += 1\r")
        self.bash.expect(r"\(Pdb\) ")
        self.bash.type("continue\r")
        self.bash.expect("answer 42")
        self.assert_status(0)

    def test_the_size_is_the_terminals_and_follows_it(self):
        self.assertIn("24 100", self.bash.run('"$G" run stty size'))
        self.tells()
        self.bash.terminal.setwinsize(30, 77)
        self.bash.expect("got SIGWINCH 77 30")
        self.bash.type("\r")
        self.assert_status(0)
        self.assert_once("SIGWINCH")

    def test_keys_send_their_signals_once(self):
        self.tells()
        self.bash.type(CTRL_C)
        self.bash.expect("got SIGINT")
        self.bash.type(CTRL_BACKSLASH)
        self.bash.expect("got SIGQUIT")
        self.bash.type("done\r")
        self.bash.expect("read done")
        self.assert_status(0)
        self.assert_once("SIGINT")
        self.assert_once("SIGQUIT")

    def test_what_others_send_to_ganger_reaches_it_once(self):
        self.tells()
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            os.kill(self.bash.ganger().pid, signal.Signals[name])
            self.bash.expect(f"got {name}")
        self.bash.type("\r")
        self.assert_status(0)
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            self.assert_once(name)

    def test_a_pipeline_gets_what_ganger_is_sent(self):
        self.run_("'sleep 600 | sleep 601; echo not reached'")
        wait_until(lambda: [p.name for p in self.bash.processes()].count("sleep") == 2, "both run")
        os.kill(self.bash.ganger().pid, signal.SIGTERM)
        self.assert_status(143)
        self.assertNotIn("not reached\r", self.bash.seen)
        self.assertNotIn("left behind", self.bash.seen)

    def test_ctrl_c_ends_it_and_what_runs_it(self):
        self.run_("sleep", "600")
        wait_until(lambda: "sleep" in [p.name for p in self.bash.processes()], "it runs")
        self.bash.type(CTRL_C)
        self.assert_status(130)
        self.write("script", 'echo on\n"$G" run sh -c "echo up; exec sleep 600"\necho went on\n')
        for loop in ('for i in 1 2 3; do "$G" run sh -c "echo u""p; exec sleep 600"; done', "bash script", "sh script"):
            with self.subTest(loop):
                before = len(self.bash.seen)
                self.bash.type(loop + "\r")
                self.bash.expect("up\r")
                self.bash.type(CTRL_C)
                self.assert_status(130)
                self.assertNotIn("went on", self.bash.seen[before:])

    def test_ctrl_z_and_fg(self):
        self.tells()
        self.bash.type(CTRL_Z)
        self.bash.expect("Stopped")
        self.bash.wait_for_prompt()
        self.assertEqual({"T"}, {p.state for p in self.bash.processes()})
        self.bash.type("fg\r")
        self.bash.expect("got SIGCONT")
        self.bash.type("there\r")
        self.bash.expect("read there")
        self.assert_status(0)
        self.assert_once("SIGCONT")

    def test_ctrl_z_again_and_again_in_a_pipe_and_a_script(self):
        self.write("script", f'"$G" run {PYTHON} tells.py | cat\n')
        self.bash.type("sh script\r")
        self.bash.expect("ready to tell")
        for _ in range(3):
            self.bash.type(CTRL_Z)
            self.bash.expect("Stopped")
            self.bash.wait_for_prompt()
            wait_until(lambda: {p.state for p in self.bash.processes()} == {"T"}, "all are stopped")
            self.bash.type("fg\r")
            self.bash.expect("got SIGCONT")
        self.bash.type("there\r")
        self.bash.expect("read there")
        self.assert_status(0)

    def test_modes_are_put_back(self):
        self.write("rude.py", RUDE)
        modes = self.bash.modes()
        self.write("script", f'"$G" run {PYTHON} rude.py; stty -a\n')
        self.bash.type("sh script; echo 'after''wards'\r")
        self.bash.expect("raw")
        self.bash.type("\n")
        self.bash.expect("speed")
        self.bash.expect("afterwards\r")
        after = self.bash.terminal.before
        self.bash.wait_for_prompt()
        self.assertIn("killed by SIGKILL", self.bash.seen)
        self.assertNotIn("-icanon", after)
        self.assertEqual(modes, self.bash.modes())

    def test_in_the_background_it_stops_only_when_it_wants_to_read(self):
        self.run_(PYTHON, "tells.py", "&")
        self.bash.expect("ready to tell")
        wait_until(lambda: {p.state for p in self.bash.processes()} == {"T"}, "it is stopped")
        self.bash.run("")
        self.assertIn("Stopped", self.bash.run("jobs"))
        self.bash.type("fg\r")
        self.bash.expect("got SIGCONT")
        self.bash.type("there\r")
        self.bash.expect("read there")
        self.assert_status(0)

    def test_in_the_background_it_leaves_the_terminal_alone(self):
        self.bash.run("stty tostop")
        self.run_("sh", "-c", "'exit 4'", "&")
        self.bash.wait_for_prompt()
        self.assertIn("status 4", self.bash.run("wait $!; echo status $?"))

    def test_in_a_pipe_it_reads_the_terminal_and_sees_its_keys(self):
        self.run_("sh -c 'read answer < /dev/tty; echo got $answer; sleep 600'", "| cat")
        wait_until(lambda: "sh" in [p.name for p in self.bash.processes()], "it runs")
        self.bash.type("words\r")
        self.bash.expect("got words")
        # dash, which catches SIGINT, forgets one that comes while it forks.
        wait_until(lambda: "sleep" in [p.name for p in self.bash.processes()], "its last command runs")
        self.bash.type(CTRL_C)
        self.bash.wait_for_prompt()
        self.assertEqual([], self.bash.processes())

    def test_a_shell_with_job_control_inside(self):
        self.run_("env", "PS1='inner> '", "bash", "--norc", "--noprofile", "--noediting", "-i")
        self.bash.expect("inner> ")
        self.bash.type("sleep 600\r")
        wait_until(lambda: "sleep" in [p.name for p in self.bash.processes()], "it runs")
        self.bash.type(CTRL_Z)
        self.bash.expect("Stopped")
        self.bash.expect("inner> ")
        self.bash.type("kill %1; wait %1\r")
        self.bash.expect("inner> ")
        self.bash.type(CTRL_D)
        self.bash.wait_for_prompt()
        self.assertIn("24 100", self.bash.run("stty size"))

    def test_a_terminal_that_hangs_up_ends_it(self):
        self.run_("sleep", "600")
        wait_until(lambda: "sleep" in [p.name for p in self.bash.processes()], "it runs")
        self.bash.hang_up()
        wait_until(lambda: "sleep" not in [p.name for p in self.left_over() if p.state != "Z"], "it has ended")


if __name__ == "__main__":
    main()
