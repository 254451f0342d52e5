"""Completions, in the shells themselves, and what they ask ganger."""
import os
import shutil
import unittest
from pathlib import Path

from ganger import EXECUTABLE, GangerTestCase, main
from shells import Shell, is_there

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging" / "completions"


class Completion(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.write("Procfile", "web: gunicorn shop\nworker: celery -A shop worker\nworms: true\n")
        self.write("Procfile.dev", "alpha: true\nbeta: true\n")
        self.write("other app/Procfile", "gamma: true\n")
        self.write("bin/.keep", "")
        (self.folder / "bin" / "ganger").symlink_to(Path(EXECUTABLE).absolute())
        self.environment["PATH"] = f"{self.folder}/bin:{self.environment['PATH']}"


class Shells:
    """The same lines in each shell. Mixed into a class with `name` and `load`."""

    load = None

    @classmethod
    def setUpClass(cls):
        if not is_there(cls.name):
            raise unittest.SkipTest(f"{cls.name} is not installed")
        super().setUpClass()

    def setUp(self):
        super().setUp()
        shell = Shell(self.name, self.load, self.folder, self.environment)
        self.addCleanup(shell.close)
        self.shell = shell

    def assert_lines(self, *pairs):
        for keys, line in pairs:
            with self.subTest(keys=keys):
                self.assertEqual(line, self.shell.complete(keys))

    def test_verbs_and_options(self):
        self.assert_lines(("ganger sta\t", "ganger start "),
                          ("ganger --prof\t", "ganger --profile "),
                          ("ganger start --col\t", "ganger start --color "),
                          ("ganger -d . start --exit-c\t", "ganger -d . start --exit-code-from "),
                          ("ganger help che\t", "ganger help check "),
                          ("ganger check --col\t", "ganger check --col"))

    def test_words_that_an_option_takes(self):
        self.assert_lines(("ganger start --color al\t", "ganger start --color always "),
                          ("ganger start --color=al\t", "ganger start --color=always "),
                          ("ganger --profile cont\t", "ganger --profile container "),
                          ("ganger start --exit-when=nev\t", "ganger start --exit-when=never "),
                          ("ganger completion fi\t", "ganger completion fish "))

    def test_types_of_the_procfile_here(self):
        self.assert_lines(("ganger start we\t", "ganger start web "),
                          ("ganger start web work\t", "ganger start web worker "),
                          ("ganger start wo\t", "ganger start wor"),
                          ("ganger start --hide work\t", "ganger start --hide worker "),
                          ("ganger start --hide web,work\t", "ganger start --hide web,worker "),
                          ("ganger start -m we\t", "ganger start -m web="),
                          ("ganger start -m web=2,work\t", "ganger start -m web=2,worker="),
                          ("ganger start --exit-code-from=we\t", "ganger start --exit-code-from=web "))

    def test_types_of_the_procfile_that_was_named(self):
        self.assert_lines(("ganger start -f Procfile.dev al\t", "ganger start -f Procfile.dev alpha "),
                          ("ganger --procfile=Procfile.dev start al\t", "ganger --procfile=Procfile.dev start alpha "),
                          ("ganger -d other\\ app start ga\t", "ganger -d other\\ app start gamma "),
                          ("ganger -f ~/Procfile.dev start be\t", "ganger -f ~/Procfile.dev start beta "))

    def test_files_and_folders(self):
        self.assert_lines(("ganger start -f Procfile.d\t", "ganger start -f Procfile.dev "),
                          ("ganger check --env=Procfile.d\t", "ganger check --env=Procfile.dev "),
                          ("ganger -d oth\t", "ganger -d other\\ app/"))
        # Whether a space follows is the shell's affair.
        self.assertEqual("ganger check -e Procfile,Procfile.dev",
                         self.shell.complete("ganger check -e Procfile,Procfile.d\t").rstrip())

    def test_a_command_and_its_words(self):
        self.assert_lines(("ganger run work\t", "ganger run worker "),
                          ("ganger run --type we\t", "ganger run --type web "),
                          ("ganger run cat Procfile.d\t", "ganger run cat Procfile.dev "),
                          ("ganger run cat --col\t", "ganger run cat --col"))

    def test_where_nothing_fits_nothing_is_offered_and_nothing_is_said(self):
        self.write("Broken", b"\x00\n<<<<<<< a\n")
        os.mkfifo(self.folder / "fifo")
        self.assert_lines(("ganger frobnicate P\t", "ganger frobnicate P"),
                          ("ganger start -f Broken w\t", "ganger start -f Broken w"),
                          ("ganger start -f fifo w\t", "ganger start -f fifo w"),
                          ("ganger start -p P\t", "ganger start -p P"))


class Bash(Shells, Completion):
    name = "bash"
    load = "source <(ganger completion bash)"

    def test_it_is_not_the_first_word_or_has_another_name(self):
        self.assert_lines(("A=1 ganger sta\t", "A=1 ganger start "), ("true && ganger sta\t", "true && ganger start "),
                          ("bin/ganger sta\t", "bin/ganger start "))
        self.shell.terminal.sendline("alias g=ganger; complete -F _ganger g")
        self.assert_lines(("g sta\t", "g start "))


class Zsh(Shells, Completion):
    name = "zsh"
    load = "source <(ganger completion zsh)"


class ZshOnItsPath(Completion):
    def test_the_installed_file_is_found(self):
        if not is_there("zsh"):
            self.skipTest("zsh is not installed")
        functions = self.folder / "functions"
        functions.mkdir()
        shutil.copy(SCRIPTS / "_ganger", functions)
        shell = Shell("zsh", f"fpath=({functions} $fpath); compinit -u -D", self.folder, self.environment)
        self.addCleanup(shell.close)
        self.assertEqual("ganger start ", shell.complete("ganger sta\t"))
        self.assertEqual("ganger start web ", shell.complete("ganger start we\t"))


class Fish(Shells, Completion):
    name = "fish"
    load = "ganger completion fish | source"


class Question(Completion):
    """What the shells ask, which is quick and never fails."""

    def ask(self, *words, **options):
        run = self.ganger("completion", "--words", *words, **options)
        self.assertEqual((0, ""), (run.ends(), run.err.text))
        return run.out.text.splitlines()

    def test_descriptions_stand_behind_the_words(self):
        self.assertIn("check\tread Procfile, .env and ganger.toml; print every problem as file:line:column", self.ask(""))
        self.assertEqual(["words", "", "web\tgunicorn shop"], self.ask("start", "we"))

    def test_no_more_is_read_than_the_procfile(self):
        self.write(".env", 'A="open\n')
        self.write("ganger.toml", "[[[\n")
        self.assertEqual(["words", "", "web\tgunicorn shop"], self.ask("start", "we"))

    def test_the_variables_name_files_too(self):
        variables = {"GANGER_PROCFILE": "Procfile.dev"}
        self.assertEqual(["words", "", "alpha\ttrue"], self.ask("start", "a", environment=variables))

    def test_instances_of_the_app_that_runs(self):
        self.write("Procfile", "web: exec sleep 600\nworker: exec sleep 600\n")
        run = self.start("-m", "web=2,worker=1")
        run.wait_for("worker.1 started")
        self.assertEqual(["web", "web.1", "web.2"], [line.split("\t")[0] for line in self.ask("restart", "w")[2:] if "web" in line])
        self.assertEqual(["web.1"], [line.split("\t")[0] for line in self.ask("signal", "HUP", "web.2", "web.")[2:]])
        self.assertEqual(["web.1", "web.2"], [line.split("\t")[0] for line in self.ask("env", "web.")[2:]])
        self.assertEqual([], self.ask("start", "web.")[2:])
        run.stop()
        self.assertEqual([], self.ask("stop", "web.")[2:])

    def test_no_procfile(self):
        self.assertEqual(["words", ""], self.ask("-d", "/nowhere", "start", ""))

    def test_a_command_with_control_characters(self):
        self.write("Procfile", b"web: echo '\x1b[31m\t\xc2\x9b\xff'\nlong: " + b"\xc3\xa4" * 100)
        self.assertEqual(["words", "", "web\techo '\\x1b[31m\\x09\\xc2\\x9b\\xff'", "long\t" + "ä" * 30 + "…"],
                         self.ask("start", ""))

    def test_the_words_of_an_option_are_those_that_it_takes(self):
        """As the error says that another word gets."""
        self.write("Procfile", "worker: true\n")
        for option in ("--profile", "--color", "--timestamps", "--log-format", "--exit-when"):
            with self.subTest(option=option):
                words = [line.split("\t")[0] for line in self.ask("start", option, "")[2:]]
                self.assertGreater(len(words), 2 if option != "--log-format" else 1)
                refused = self.ganger("start", option, "no-such-word")
                self.assertEqual(2, refused.ends())
                hint = refused.err.text.split("\n")[1].replace(" or ", ", ").replace("one of:", "").replace("write", "")
                self.assertEqual(words, [word.strip() for word in hint.split(",")])


if __name__ == "__main__":
    main()
