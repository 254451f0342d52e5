"""One app under foreman, under ganger, and under ganger by the name of foreman, at the same time."""
import os
import re
import signal
from pathlib import Path

from ganger import Ganger, GangerTestCase, free_base, wait_until

FOREMAN = "/usr/bin/foreman"
README = Path(__file__).resolve().parents[2] / "README.md"

# Writes the environment that it got into a file of the name of its instance, then becomes its arguments.
SHOW = """#!/bin/sh
cd -P . && env -0 > "$SEEN/$PS.new" && pwd > "$SEEN/$PS.pwd" && mv "$SEEN/$PS.new" "$SEEN/$PS"
test $# = 0 || exec "$@"
"""


class Outcome:
    def __init__(self, status, seen, words):
        self.status = status
        self.seen = seen  # instance: its environment
        self.words = words

    def ports(self):
        return {instance: environment.get("PORT") for instance, environment in self.seen.items()}

    def values(self, *names):
        """Of any instance: they are the same for all."""
        environment = next(iter(self.seen.values()))
        return {name: environment.get(name) for name in names}

    def folders(self):
        return {environment["its folder"] for environment in self.seen.values()}


class SideBySide(GangerTestCase):
    """`both` gives what is the same under all three; `each` what differs, for (foreman, ganger, ganger as foreman)."""

    def setUp(self):
        if not os.access(FOREMAN, os.X_OK):
            self.skipTest("foreman is not installed")
        super().setUp()
        self.write("show", SHOW, 0o755)
        self.environment["SHOW"] = f"{self.folder}/show"
        self.base = free_base()

    def app(self, procfile, **files):
        """`show` in a command stands for the program that shows what it got. File names: env for .env."""
        self.write("Procfile", procfile.replace("show", f"sh {self.folder}/show"))
        for name, text in files.items():
            self.write({"env": ".env"}.get(name, name), text)

    def run_all(self, *arguments, until=(), send=None, environment=None, folder=None):
        """`until`: instances that must have been seen, then `send` a signal to stop; else each ends by itself."""
        runs = {}
        for tool, executable, name in (("foreman", FOREMAN, FOREMAN), ("ganger", None, None), ("as foreman", None, "foreman")):
            seen = self.folder / "seen" / tool
            seen.mkdir(parents=True)
            options = {"executable": executable} if executable else {}
            if name:
                options["name"] = name
            runs[tool] = (self.ganger(*arguments, environment={**(environment or {}), "SEEN": str(seen)},
                                      folder=folder, **options), seen)
        for tool, (run, seen) in runs.items():
            for instance in until:
                wait_until((seen / instance).exists, f"{instance} under {tool}", 30)
            if send:
                run.send(send)
        outcomes = [Outcome(run.ends(30), self.read(seen), run.out.text + run.err.text) for run, seen in runs.values()]
        for _, seen in runs.values():
            for file in seen.iterdir():
                file.unlink()
            seen.rmdir()
        return outcomes

    def start(self, *arguments, until=(), **options):
        options.setdefault("send", signal.SIGTERM if until else None)
        return self.run_all("start", *arguments, until=until, **options)

    @staticmethod
    def read(seen):
        found = {}
        for file in seen.iterdir():
            if file.suffix not in (".new", ".pwd"):
                pairs = file.read_bytes().decode(errors="surrogateescape").split("\0")
                found[file.name] = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
                found[file.name]["its folder"] = Path(f"{file}.pwd").read_text(encoding="utf-8").strip()
        return found

    def assert_same(self, expected, outcomes, what):
        self.assert_each([expected] * 3, outcomes, what)

    def assert_each(self, expected, outcomes, what):
        """What foreman, ganger and ganger as foreman do: the test fails if one of them changes."""
        self.assertEqual(dict(zip(("foreman", "ganger", "as foreman"), expected)),
                         dict(zip(("foreman", "ganger", "as foreman"), map(what, outcomes))),
                         "\n\n".join(outcome.words for outcome in outcomes))

    def assert_told(self, row):
        """README.md has this row in its table of differences."""
        table = README.read_text(encoding="utf-8").split("## For those who come from foreman", 1)[1]
        self.assertRegex(table, rf"(?m)^\| {re.escape(row)} \|")
