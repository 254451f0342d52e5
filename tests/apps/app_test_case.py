"""What the tests of the real applications share."""
import signal
from pathlib import Path

from ganger import GangerTestCase

SHELLS = {"sh", "dash", "bash"}


class AppTestCase(GangerTestCase):
    app = ""  # the folder beside this file

    @property
    def root(self):
        return Path(__file__).parent / self.app

    def assert_no_shell_between(self, run):
        """The Procfile's commands are simple ones: no shell stays in the tree."""
        shells = [process for process in run.tree() if process.name in SHELLS]
        self.assertEqual([], shells)

    def assert_last_words(self, run, name, words):
        """The process's last words stand in the stream before its end is told."""
        self.assertLess(run.out.index(rf"^{name} *\| .*{words}"), run.out.index(rf"^ganger *\| {name} exited 0"))

    def assert_ends_well(self, run, within=10.0):
        status = run.ends(timeout=within)
        self.assertEqual(0, status, run.out.text)
        self.assertNotIn(": SIGKILL", run.out.text, "all end within grace")
        self.assert_nothing_left()

    def ask_to_end(self, run):
        run.send(signal.SIGTERM)
