"""One app under foreman, under ganger, and under ganger by the name of foreman, at the same time."""
import os
import re
import shutil
import signal
from pathlib import Path

from ganger import GangerTestCase, free_base, wait_until

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
        """Where the instances run, seen from the app."""
        return {environment["its folder"] for environment in self.seen.values()}


class SideBySide(GangerTestCase):
    """`both` gives what is the same under all three; `each` what differs, for (foreman, ganger, ganger as foreman)."""

    def setUp(self):
        if not os.access(FOREMAN, os.X_OK):
            self.skipTest("foreman is not installed")
        super().setUp()
        self.write("show", SHOW)
        self.base = free_base()

    def app(self, procfile, folder="app", **files):
        """`show` in a command stands for the program that shows what it got. File names: env for .env."""
        self.write(f"{folder}/Procfile", procfile.replace("show", f"sh {self.folder}/show"))
        for name, text in files.items():
            self.write(f"{folder}/" + {"env": ".env"}.get(name, name), text)

    def run_all(self, *arguments, until=(), send=None, environment=None):
        """`until`: instances that must have been seen, then `send` a signal to stop; else each ends by itself."""
        runs = []
        for tool, options in (("foreman", {"executable": FOREMAN, "name": FOREMAN}), ("ganger", {}),
                              ("as foreman", {"name": "foreman"})):
            place = self.folder / "runs" / tool
            app, seen = place / "app", place / "seen"
            shutil.copytree(self.folder / "app", app)
            seen.mkdir()
            run = self.ganger(*arguments, environment={**(environment or {}), "SEEN": str(seen)}, folder=app, **options)
            runs.append((tool, run, app, seen))
        for tool, run, _, seen in runs:
            for instance in until:
                wait_until((seen / instance).exists, f"{instance} under {tool}", 30)
            if send:
                run.send(send)
        outcomes = [Outcome(run.ends(30), self.read(app, seen), run.out.text + run.err.text) for _, run, app, seen in runs]
        shutil.rmtree(self.folder / "runs")
        return outcomes

    def start(self, *arguments, until=(), **options):
        options.setdefault("send", signal.SIGTERM if until else None)
        return self.run_all("start", *arguments, until=until, **options)

    @staticmethod
    def read(app, seen):
        found = {}
        for file in seen.iterdir():
            if file.suffix not in (".new", ".pwd"):
                pairs = file.read_bytes().decode(errors="surrogateescape").split("\0")
                found[file.name] = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
                folder = Path(f"{file}.pwd").read_text(encoding="utf-8").strip()
                found[file.name]["its folder"] = os.path.relpath(folder, app)
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
