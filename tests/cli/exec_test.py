"""`ganger exec`: becomes the process of a type."""
import os
import signal
import subprocess

from ganger import EXECUTABLE, GangerTestCase, main, wait_until
from processes import process


class Exec(GangerTestCase):
    def outcome(self, *arguments, status=0, **options):
        """What it prints."""
        run = self.ganger("exec", *arguments, **options)
        self.assertEqual(status, run.ends(), run.err.text)
        self.err = run.err.text
        return run.out.text

    def test_it_is_the_same_process_in_the_same_group(self):
        self.write("Procfile", "web: sleep 600\nchain: cd / && exec sleep 600\n")
        for name in ("web", "chain"):
            run = self.ganger("exec", name)
            wait_until(lambda: process(run.pid).name == "sleep", "it is the sleep")
            self.assertEqual([], run.tree())
            self.assertEqual(run.pid, process(run.pid).group)
            self.assertEqual(-signal.SIGTERM, run.stop())

    def test_it_has_the_types_environment(self):
        self.write("Procfile", f"web: x\nworker: A=1 {self.program('show')} $KEYS\n")
        self.write("ganger.toml", "[types.worker]\nenv = { QUEUE = 'mail' }\n")
        self.write(".env", "B=found\nC=found\n")
        keys = "PS GANGER_INSTANCE PORT PORT_WEB QUEUE A B C PWD GANGER_ID PYTHONUNBUFFERED"
        said = self.outcome("--set", f"KEYS={keys}", "worker", environment={"C": "ambient"})
        self.assertEqual(["PS=worker.1", "GANGER_INSTANCE=1", "PORT=5100", "PORT_WEB=5000", "QUEUE=mail", "A=1", "B=found",
                          "C=ambient", f"PWD={self.folder}", "GANGER_ID is unset", "PYTHONUNBUFFERED=1"], said.splitlines())
        self.assertIn("hides C of .env", self.err)

    def test_without_web_the_port_of_the_environment_is_its_own(self):
        self.write("Procfile", "one: x\napi: printenv PORT\n")
        self.assertEqual("8080\n", self.outcome("api", environment={"PORT": "8080"}))
        self.assertEqual("5100\n", self.outcome("api"))
        self.assertEqual("7100\n", self.outcome("-p", "7000", "api", environment={"PORT": "8080"}))

    def test_arguments_are_added_as_words(self):
        self.write("Procfile", "direct: printf '<%s>'\nexpanded: printf $FORMAT\nchain: cd / && printf '<%s>'\n"
                               "own: printf '<%s>' \"$@\" end\npipe: echo a | cat\n")
        words = ["--help", "a  b", "$HOME", "*", "", "--"]
        printed = "".join(f"<{word}>" for word in words)
        self.assertEqual(printed, self.outcome("direct", *words))
        self.assertEqual(printed, self.outcome("--set", "FORMAT=<%s>", "expanded", *words))
        self.assertEqual(printed, self.outcome("chain", *words))
        self.assertEqual(printed + "<end>", self.outcome("own", *words))
        self.assertEqual("", self.outcome("pipe", "x", status=125))
        self.assertIn('"$@"', self.err)
        self.assertEqual("a\n", self.outcome("pipe"))

    def test_redirections_end_no_command(self):
        self.write("Procfile", "chain: cd . && printf '<%s>' > out # all\n")
        self.assertEqual("", self.outcome("chain", "a", "b"))
        self.assertEqual("<a><b>", (self.folder / "out").read_text())

    def test_its_code_is_the_commands(self):
        self.write("Procfile", "web: exit 7\ngone: no-such-program\ndata: ./data\nscript: ./script\n")
        self.write("data", "x", mode=0o644)
        self.write("script", "exit 9\n", mode=0o755)
        self.outcome("web", status=7)
        self.outcome("script", status=9)
        self.outcome("gone", status=127)
        self.assertIn("gone.1 cannot be started: exec 'no-such-program': No such file or directory", self.err)
        self.outcome("data", status=126)

    def test_gangers_own_errors_are_125(self):
        self.write("Procfile", "web: true\n")
        for arguments in ([], ["wbe"], ["--no-such-option", "web"], ["-e", "missing", "web"], ["-d", "missing", "web"],
                          ["-f", "missing", "web"], ["-p", "0", "web"]):
            with self.subTest(arguments):
                self.assertEqual("", self.outcome(*arguments, status=125))
                self.assertNotEqual("", self.err)
        self.outcome("wbe", status=125)
        self.assertIn("did you mean 'web'", self.err)

    def test_it_runs_in_the_root(self):
        self.write("app/Procfile", "web: pwd\n")
        self.assertEqual(f"{self.folder}/app\n", self.outcome("-d", "app", "web"))

    def test_descriptors_stay_as_they_are(self):
        self.write("Procfile", "web: sh -c 'cat; echo more >&$NUMBER'\n")
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        done = subprocess.run([EXECUTABLE, "exec", "web"], cwd=self.folder, input=b"in\0put", capture_output=True,
                              env={**self.environment, "NUMBER": str(writer)}, pass_fds=[writer], timeout=60)
        os.close(writer)
        self.assertEqual((0, b"in\0put", b""), (done.returncode, done.stdout, done.stderr))
        self.assertEqual(b"more\n", os.read(reader, 100))

    def test_signals_are_as_a_program_expects_them_but_for_nohup(self):
        self.write("Procfile", "web: sed -nE 's/^(SigBlk|SigIgn):.//p' /proc/self/status\n")

        def unusual():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})

        self.assertEqual("0000000000000000\n0000000000000001\n", self.outcome("web", preexec_fn=unusual))

    def test_what_a_service_manager_told_this_process_it_keeps(self):
        self.write("Procfile", f"web: {self.program('show')} NOTIFY_SOCKET LISTEN_FDS GANGER_ID GANGER_PORT\n")
        self.assertEqual("NOTIFY_SOCKET=@there\nLISTEN_FDS=1\nGANGER_ID=cafe.web.1.1\nGANGER_PORT is unset\n", self.outcome(
            "web", environment={"NOTIFY_SOCKET": "@there", "LISTEN_FDS": "1", "GANGER_ID": "cafe.web.1.1",
                                "GANGER_PORT": "7000"}))


if __name__ == "__main__":
    main()
