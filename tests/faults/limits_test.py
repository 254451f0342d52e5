"""What can't be started: no such program, no process left, too much for exec."""
import os
import subprocess

from faults import CHILD, FaultCase, child
from ganger import EXECUTABLE, main

SOON = '[types.worker]\nrestart = "always"\nbackoff = { initial = "50ms", factor = 1 }\n'


class Limits(FaultCase):
    def test_15_a_program_that_cannot_be_executed_is_told_by_stage_and_reason(self):
        """exec: ENOENT, EACCES, ENOEXEC, an interpreter that is missing, a directory"""
        self.write("plain", "text\n", mode=0o644)
        self.write("broken", b"\x7fELF\0nonsense\n", mode=0o755)
        self.write("orphan", "#!/no/such/interpreter\n", mode=0o755)
        for program, status, why in (("/no/such/program", 127, "No such file or directory"), ("./plain", 126, "Permission denied"),
                                     ("./broken", 126, "Exec format error"), ("/tmp", 126, "Permission denied"),
                                     ("./orphan", 12, "No such file or directory")):
            with self.subTest(program=program):
                status = range(126, 128) if status == 12 else (status,)
                run = self.app(f"worker: {program}\n")
                self.assertIn(run.ends(), status, run.out.text)
                self.assertRegex(run.out.text, rf"worker\.1 cannot be started: exec '{program}': {why}")
        self.tells("failed at exec, with its errno", "126, 127")

    def test_15_a_folder_and_a_limit_that_are_refused_are_told_by_stage_and_reason(self):
        """a folder that is missing, one that is a file, a limit above what the kernel has"""
        self.write("file", "")
        for settings, words in (('dir = "missing"', "working directory '.*missing': No such file or directory"),
                                ('dir = "file"', "working directory '.*file': Not a directory"),
                                ("limits = { nofile = 4000000000 }", "setting limit nofile to 4000000000.*: Operation not permitted")):
            with self.subTest(settings):
                run = self.app("worker: true\n", settings=f"[types.worker]\n{settings}\n")
                self.assertEqual(125, run.ends(), run.out.text + run.err.text)
                self.assertRegex(run.out.text, f"worker\\.1 cannot be started: {words}")
        self.tells("failed at that stage, with its errno", "125")

    def test_15_what_a_shell_does_not_find_is_the_shell_s_to_say(self):
        """sh -c: a program that is missing, one that is no program"""
        self.write("plain", "text\n", mode=0o644)
        for command, status in (("true; no-such-program", 127), ("true; ./plain", 126)):
            run = self.app(f"worker: {command}\n")
            self.assertEqual(status, run.ends(), run.out.text)
            self.assertIn(f"worker.1 exited {status}", run.out.text)
        self.tells("the shell's code", "127, 126")

    def test_14_no_more_processes_is_a_failure_that_passes(self):
        """fork fails with EAGAIN: a limit of 8 processes, 4 of them taken by others; then these end"""
        user = 61234
        others = [subprocess.Popen(self.as_user(user, CHILD, "wait")) for _ in range(4)]
        self.write("Procfile", f"worker: {child('exit-on', 'TERM', 0, 'wait')}\n")
        self.write("ganger.toml", SOON)
        change, *words = self.as_user(user, "prlimit", "--nproc=8", EXECUTABLE, "start", "worker=5", "--profile", "dev")
        run = self.ganger(*words, executable=change)
        run.wait_for(r"worker\.\d cannot be started: fork: Resource temporarily unavailable; starts again in")
        running = len(self.children(run))
        _, latency = self.ps()
        self.assertLess(running, 5)
        for other in others:
            other.kill()
            other.wait()
        self.wait_for_children(run, 5)
        self.assertEqual(["up"] * 5, list(self.states().values()))
        self.assertEqual(0, run.stop())
        self.tells(f"{running} of 5 run, the others back off, and run when there is room", f"ganger ps {latency * 1000:.0f} ms")

    def test_36_what_is_too_long_for_exec_is_told_as_that(self):
        """a variable of 200 KB, an environment of 4 MB, a command of 200 KB"""
        longest = 200_000
        files = [self.write(f"{part}.env", "".join(f"KEY_{part}_{number}={'x' * 100_000}\n" for number in range(10)))
                 for part in range(4)]
        self.write("one.env", f"KEY={'x' * longest}\n")
        key = "the variable KEY: 200005 of"
        for name, procfile, options, largest in (
                ("variable", "worker: /bin/true\n", ("-e", "one.env"), key),
                ("environment", "worker: /bin/true\n", ("-e", ",".join(map(str, files))), r"the variable KEY_\d_\d: 100009 of 4\d{6}"),
                ("word", f"worker: /bin/true {'x' * longest}\n", (), r"argument 2: 2000\d\d of"),
                ("command", f"worker: true; echo {'x' * longest}\n", (), r"argument 2: 2000\d\d of")):
            with self.subTest(name):
                run = self.app(procfile, *options)
                self.assertEqual(126, run.ends(), run.out.text[:2000] + run.err.text[:2000])
                self.assertRegex(run.out.text, r"worker\.1 cannot be started: exec '[^']*': Argument list too long; its largest part is " + largest)
        self.tells("E2BIG is told, the app ends with 126")

    def test_36_values_are_passed_on_as_they_are(self):
        """values with newlines, and with bytes that are no text"""
        value = b"one\ntwo\xff\xfe\x01\x7f"
        self.environment["ODD"] = os.fsdecode(value)
        run = self.app(f"worker: {child('env=ODD', 'append', 'done', 'x')}\n", "--log-format", "raw")
        self.assertEqual(0, run.ends())
        self.assertIn(b"ODD=" + value + b"\n", run.out.bytes)
        self.tells("passed on, byte for byte")


if __name__ == "__main__":
    main()
