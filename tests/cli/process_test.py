"""What a process finds when it starts: session, descriptors, signals, limits, stdin; and which shells stay."""
import os
import resource
import signal

from ganger import GangerTestCase, main, stands_still, wait_until

SHOW_STATUS = "sed -nE '/^(SigBlk|SigIgn|SigCgt)/p' /proc/self/status"


class Processes(GangerTestCase):
    def outcome(self, procfile, *arguments, **options):
        self.write("Procfile", procfile)
        run = self.start(*arguments, **options)
        self.assertEqual(0, run.ends(), run.out.text + run.err.text)
        return run

    def test_each_is_the_leader_of_its_own_session_and_group(self):
        self.write("Procfile", "a: sleep 600\nb: sleep 600\n")
        run = self.start()
        wait_until(lambda: [process.name for process in run.tree()] == ["sleep", "sleep"], "both run")
        for process in run.tree():
            self.assertEqual((process.pid, process.pid), (process.session, process.group))
        self.assertEqual(0, run.stop())

    def test_no_shell_stays_in_front_of_a_simple_command(self):
        for command in ("sleep 600", "sleep $SECONDS_TO_SLEEP", "sleep '600'", "sleep \\\n600", "FOO=bar sleep 600"):
            with self.subTest(command=command):
                self.write("Procfile", f"worker: {command}\n")
                run = self.start(environment={"SECONDS_TO_SLEEP": "600"})
                wait_until(lambda: [process.name for process in run.tree()] == ["sleep"], f"only sleep: {run.tree()}")
                self.assertEqual(0, run.stop())

    def test_no_shell_was_ever_there_where_the_words_need_none(self):
        # What a shell that execs leaves behind: without this name, since no shell takes it.
        for command in ("/usr/bin/env", "ONE=$WORDS exec /usr/bin/env", "'/usr/bin/env' # all", "$ENV_PROGRAM"):
            with self.subTest(command=command):
                run = self.outcome(f"worker: {command}\n",
                                   environment={"odd.name": "kept", "WORDS": "a b", "ENV_PROGRAM": "/usr/bin/env"})
                said = run.out.of("worker.1")
                self.assertIn("odd.name=kept", said)
                self.assertIn(f"PWD={self.folder}", said)
                self.assertFalse([line for line in said if line.startswith(("_=", "OLDPWD=", "SHLVL="))])
                if "ONE=" in command:
                    self.assertIn("ONE=a b", said)

    def test_a_script_without_an_interpreter_is_run_by_sh(self):
        self.write("tool", "echo $0 $# $2; sleep 600\n", mode=0o755)
        self.write("Procfile", "worker: ./tool a 'b c'\n")
        run = self.start()
        run.wait_for(r"^worker\.1 *\| \./tool 2 b c$")
        wait_until(lambda: [process.name for process in run.tree()] == ["sh", "sleep"], "sh and sleep")
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_a_broken_program_is_no_script(self):
        self.write("tool", b"\x7fELF\0 for another machine\n", mode=0o755)
        self.write("Procfile", "worker: ./tool\n")
        run = self.start()
        self.assertEqual(126, run.ends())
        self.assertIn("worker.1 cannot be started: exec './tool': Exec format error", run.out.text)

    def test_the_shell_stays_where_the_command_needs_it(self):
        for command, word in (("echo a && echo b", "b"), ("echo a | tr a b", "b"), ("X=b; echo $X", "b"),
                              ("if true; then echo b; fi", "b"), ("echo a; echo b", "b"), ("(echo b)", "b"),
                              ("echo b > file; cat file", "b"), ("! false; echo b", "b"), ("cd / && pwd", "/")):
            with self.subTest(command=command):
                run = self.outcome(f"worker: {command}\n")
                self.assertEqual(word, run.out.of("worker.1")[-1])

    def test_quotes_variables_and_globs_are_the_shell_s(self):
        self.write("one.txt", "")
        self.write("two.txt", "")
        run = self.outcome("worker: echo \"$A  b\" '$A' *.txt $(echo sub) ${B:-default} # a comment\n",
                           environment={"A": "x"})
        self.assertEqual(["x  b $A one.txt two.txt sub default"], run.out.of("worker.1"))

    def test_it_has_no_descriptors_but_the_three(self):
        run = self.outcome("worker: ls /proc/self/fd\n")
        self.assertEqual(["0", "1", "2", "3"], run.out.of("worker.1"), "3 is the folder that ls reads")

    def test_what_ganger_inherits_is_not_passed_on(self):
        read_end, write_end = os.pipe()
        self.addCleanup(os.close, read_end)
        self.addCleanup(os.close, write_end)
        run = self.outcome("worker: ls /proc/self/fd\n", pass_fds=(read_end, write_end))
        self.assertEqual(["0", "1", "2", "3"], run.out.of("worker.1"))

    def test_its_signals_are_clean_whatever_ganger_inherited(self):
        def dirty():
            for number in (signal.SIGPIPE, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1):
                signal.signal(number, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGCHLD, signal.SIGUSR2})

        run = self.outcome(f"worker: {SHOW_STATUS}\n", preexec_fn=dirty, restore_signals=False)
        self.assertEqual(["SigBlk:\t" + "0" * 16, "SigIgn:\t" + "0" * 16, "SigCgt:\t" + "0" * 16],
                         run.out.of("worker.1"))

    def test_ganger_hears_signals_that_its_parent_had_blocked_or_ignored(self):
        def dirty():
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})

        self.write("Procfile", "worker: echo up; exec sleep 600\n")
        run = self.start(preexec_fn=dirty)
        run.wait_for(r"\| up")
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_it_has_the_soft_limit_of_open_files_that_ganger_was_started_with(self):
        soft = 512

        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))

        run = self.outcome("worker: sh -c 'ulimit -n'\n", preexec_fn=limit)
        self.assertEqual([str(soft)], run.out.of("worker.1"))

    def test_its_stdin_has_no_end_of_file_while_ganger_lives(self):
        program = self.program("looks_at_stdin")
        self.write("Procfile", f"a: {program}\nb: {program}\n")
        run = self.start()
        run.wait_for(r"^a\.1 *\| nothing to read")
        run.wait_for(r"^b\.1 *\| nothing to read")
        self.assertEqual(0, run.stop())

    def test_it_runs_in_the_root(self):
        self.write("there/Procfile", "worker: pwd; /bin/pwd; echo $PWD\n")
        run = self.start("-d", "there")
        self.assertEqual(0, run.ends())
        self.assertEqual([str(self.folder / "there")] * 3, run.out.of("worker.1"))

    def test_the_root_keeps_the_path_that_was_given(self):
        self.write("releases/1/Procfile", "worker: echo $PWD\n")
        (self.folder / "current").symlink_to("releases/1")
        run = self.start("-d", "current")
        self.assertEqual(0, run.ends())
        self.assertEqual([str(self.folder / "current")], run.out.of("worker.1"))

    def test_without_d_the_root_is_the_procfile_s_folder(self):
        self.write("there/Procfile.dev", "worker: echo $PWD\n")
        run = self.start("-f", "there/Procfile.dev")
        self.assertEqual(0, run.ends())
        self.assertEqual([str(self.folder / "there")], run.out.of("worker.1"))

    def test_a_hundred_instances_run_and_end(self):
        self.write("Procfile", "worker: sleep 600\n")
        run = self.start("worker=100")
        wait_until(lambda: [process.name for process in run.tree()].count("sleep") == 100, "100 sleep", timeout=20)
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_ganger_costs_nothing_while_nothing_happens(self):
        self.write("Procfile", "worker: echo up; exec sleep 600\nquiet: exec >/dev/null 2>&1; exec sleep 600\n")
        run = self.start()
        run.wait_for(r"\| up")
        wait_until(lambda: [process.name for process in run.tree()] == ["sleep", "sleep"], "both sleep")

        def wakes():
            with open(f"/proc/{run.pid}/status") as status:
                return next(int(line.split()[1]) for line in status if line.startswith("voluntary_ctxt_switches"))

        # What still had to be done (a partial line's 100 ms) is done when half a second brings no wake-up.
        stands_still(wakes, "ganger rests", seconds=0.5)
        self.assertEqual(0, run.stop())


if __name__ == "__main__":
    main()
