"""Whose code ganger's is."""
import signal

from ganger import GangerTestCase, main


class ExitStatus(GangerTestCase):
    def run_procfile(self, text, *arguments, **options):
        self.write("Procfile", text)
        return self.start(*arguments, **options)

    def assert_status(self, expected, run, reason=None):
        self.assertEqual(expected, run.ends(), run.out.text + run.err.text)
        if reason:
            self.assertRegex(run.out.lines[-1], rf"^ganger *\| {reason}")
        self.assert_nothing_left()

    def test_a_failing_process_ends_the_app_with_its_code(self):
        run = self.run_procfile("web: sleep 60\nworker: sh -c 'exit 3'\n")
        self.assert_status(3, run, r"exit 3: worker\.1 exited 3$")

    def test_a_process_killed_by_a_signal_gives_128_and_the_signal(self):
        run = self.run_procfile("web: sleep 60\nworker: kill -9 $$\n")
        self.assert_status(137, run, r"exit 137: worker\.1 was killed by SIGKILL$")

    def test_a_segmentation_fault_gives_139(self):
        run = self.run_procfile("worker: ulimit -c 0; kill -SEGV $$\n")
        self.assert_status(139, run, r"exit 139: worker\.1 was killed by SIGSEGV")

    def test_a_program_that_is_not_found_gives_127(self):
        run = self.run_procfile("web: sleep 60\nworker: there-is-no-such-program --now\n")
        self.assert_status(127, run, r"exit 127: worker\.1 cannot be started: exec 'there-is-no-such-program': "
                                     r"No such file or directory$")

    def test_the_shell_s_own_127_counts_the_same(self):
        run = self.run_procfile("web: sleep 60\nworker: there-is-no-such-program $(echo now)\n")
        self.assert_status(127, run, r"exit 127: worker\.1 ")
        self.assertRegex(run.out.text, r"(?m)^worker\.1 *\| .*there-is-no-such-program.*not found")

    def test_a_file_that_cannot_be_executed_gives_126(self):
        self.write("plain.txt", "no program\n", mode=0o644)
        self.assert_status(126, self.run_procfile("worker: ./plain.txt\n"), r"exit 126: worker\.1 ")

    def test_when_all_have_ended_with_0_so_does_ganger(self):
        self.assert_status(0, self.run_procfile("a: true\nb: echo done\nc: sh -c 'sleep 0.1'\n"))

    def test_one_that_ends_with_0_is_noted_and_the_others_go_on(self):
        program = self.program("clock")
        run = self.run_procfile(f"once: echo once\nclock: {program}\n")
        run.wait_for(r"^ganger *\| once\.1 exited 0")
        ticks = len(run.out.of("clock.1"))
        run.wait_for(rf"^clock\.1 *\| tick {ticks + 3}$")
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_a_web_that_ends_with_0_is_a_failure(self):
        run = self.run_procfile("web: true\nworker: sleep 60\n")
        self.assert_status(1, run, r"exit 1: web\.1 exited 0")

    def test_any_type_with_port_in_its_command_is_expected_to_go_on(self):
        run = self.run_procfile("api: echo listening on $PORT\nworker: sleep 60\n")
        self.assert_status(1, run, r"exit 1: api\.1 exited 0")

    def test_the_first_failure_is_the_one_that_counts(self):
        run = self.run_procfile("a: sleep 0.2; exit 3\nb: trap 'exit 4' TERM; while :; do sleep 0.05; done\n")
        self.assert_status(3, run, r"exit 3: a\.1 exited 3$")
        self.assertRegex(run.out.text, r"(?m)^ganger *\| b\.1 exited 4")

    def test_an_end_that_was_asked_for_is_0_whatever_the_processes_say(self):
        run = self.run_procfile("web: trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done\n")
        run.wait_for(r"^web\.1 *\| up")
        self.assertEqual(0, run.stop())
        self.assertRegex(run.out.text, r"(?m)^ganger *\| web\.1 exited 9")
        self.assert_nothing_left()

    def test_sigint_sigterm_and_a_closed_terminal_give_0(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number=number):
                run = self.run_procfile("web: echo up; exec sleep 60\n")
                run.wait_for(r"^web\.1 *\| up")
                self.assertEqual(0, run.stop(number))
                self.assert_nothing_left()

    def test_it_is_0_also_when_kill_was_needed_and_a_warning_names_whom(self):
        run = self.run_procfile("stubborn: trap '' TERM; echo up; while :; do sleep 1; done\n", "-t", "0.5")
        run.wait_for(r"^stubborn\.1 *\| up")
        self.assertEqual(0, run.stop())
        self.assertRegex(run.out.text, r"(?m)^ganger *\| stubborn\.1 did not end within 0\.5 s: SIGKILL")
        self.assert_nothing_left()

    def test_the_last_line_gives_the_reason_of_a_stop(self):
        run = self.run_procfile("web: echo up; exec sleep 60\n")
        run.wait_for(r"^web\.1 *\| up")
        self.assertEqual(0, run.stop())
        self.assertRegex(run.out.lines[-1], r"^ganger *\| exit 0: .*SIGTERM")

    def test_a_process_that_fails_during_a_stop_does_not_change_the_code(self):
        run = self.run_procfile("a: trap 'exit 5' TERM; echo up; while :; do sleep 0.05; done\nb: sleep 60\n")
        run.wait_for(r"^a\.1 *\| up")
        self.assertEqual(0, run.stop(signal.SIGINT))
        self.assert_nothing_left()

    def test_without_a_command_it_explains_itself_and_gives_2(self):
        self.write("Procfile", "web: touch started; sleep 60\n")
        run = self.ganger()
        self.assertEqual(2, run.ends())
        self.assertIn("start", run.out.text + run.err.text)
        self.assertFalse((self.folder / "started").exists())

    def test_without_a_command_it_says_that_there_is_no_procfile(self):
        run = self.ganger()
        self.assertEqual(2, run.ends())
        self.assertIn("No Procfile here", run.err.text)
        self.assertNotIn("Found here", run.err.text)


class ExitWhen(GangerTestCase):
    def test_any_end_ends_the_app(self):
        self.write("Procfile", "one: true\nother: sleep 60\n")
        run = self.start("--exit-when", "any")
        self.assertEqual(0, run.ends())
        self.assertIn("exit 0: one.1 exited 0", run.out.lines[-1])

    def test_all_ends_when_all_have_ended_with_the_code_of_the_first_failure(self):
        self.write("Procfile", "one: exit 3\nother: until [ -e go ]; do sleep 0.01; done\n")
        run = self.start("--exit-when", "all")
        run.wait_for("one.1 exited 3")
        self.write("go", "")
        self.assertEqual(3, run.ends())

    def test_the_file_may_say_it(self):
        self.write("Procfile", "one: true\nother: sleep 60\n")
        self.write("ganger.toml", '[app]\nexit_when = "any"\n')
        self.assertEqual(0, self.start().ends())
        self.write("ganger.toml", '[app]\nexit_when = "al"\n')
        run = self.start()
        self.assertEqual(2, run.ends())
        self.assertIn("ganger.toml:2:13: error: ", run.err.text)

    def test_what_is_not_essential_may_fail(self):
        self.write("Procfile", "mailer: exit 3\nother: until [ -e go ]; do sleep 0.01; done\n")
        self.write("ganger.toml", "[types.mailer]\nessential = false\n")
        run = self.start()
        run.wait_for("mailer.1 exited 3")
        self.write("go", "")
        self.assertEqual(0, run.ends())

    def test_the_code_of_one_type_is_passed_on(self):
        self.write("Procfile", "db: sleep 60\ntest: exit $CODE\n")
        for code in (0, 7):
            self.assertEqual(code, self.start("--exit-code-from", "test", "--set", f"CODE={code}").ends())

    def test_own_errors_are_125_then(self):
        self.write("Procfile", "db: sleep 60\ntest: true\n")
        for arguments in (("--exit-code-from", "tset"), ("--exit-code-from", "test", "-p", "0"),
                          ("--exit-code-from", "test", "--nonsense"), ("--exit-code-from", "test", "db")):
            self.assertEqual(125, self.ganger("start", *arguments).ends(), arguments)

    def test_an_unknown_word_is_refused(self):
        self.write("Procfile", "db: sleep 60\n")
        self.assertEqual(2, self.start("--exit-when", "sometimes").ends())


if __name__ == "__main__":
    main()
