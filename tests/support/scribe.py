"""Streams compared to the byte: what support/scribe.cpp writes, and what it finds in what came out."""
import os
import re
import shlex
import subprocess
from pathlib import Path

from ganger import EXECUTABLE, PATIENCE

SCRIBE = os.environ.get("GANGER_TEST_SCRIBE") or str(Path(EXECUTABLE).parents[2] / "tests/support/scribe")


def scribe(*words):
    """As a command of a Procfile."""
    return shlex.join([SCRIBE, *map(str, words)])


def digest(kind, seed, size):
    """(bytes, digest) of what `write` writes, less a final newline."""
    told = subprocess.run([SCRIBE, "digest", kind, str(seed), str(size)], check=True, capture_output=True, text=True)
    count, value = told.stdout.split()
    return int(count), value


class Audit:
    """Reads a stream to its end; its `input` is to be ganger's stdout."""

    def __init__(self):
        self.process = subprocess.Popen([SCRIBE, "audit"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self.process.pid
        self.input = self.process.stdin
        self.text = ""

    def read(self, timeout=20.0):
        """Of each instance (bytes, digest)."""
        self.text = self.process.communicate(timeout=timeout * PATIENCE)[0].decode(errors="replace")
        return {name: (int(count), value)
                for name, count, value in re.findall(r"^(\S+\.\d+) (\d+) ([0-9a-f]{16})$", self.text, re.M)}

    @property
    def longest(self):
        return int(re.search(r"^longest (\d+)$", self.text, re.M).group(1))

    @property
    def strange(self):
        """What has no prefix."""
        return re.findall(r"^(?:nobody's|torn).*", self.text, re.M)


class Audited:
    """For test cases."""

    def audit(self):
        audit = Audit()
        self.companions = (*self.companions, audit.pid)
        self.addCleanup(audit.process.kill)
        return audit

    def start_audited(self, start, *arguments, **options):
        """(the run, the audit of its stdout); `start` is how."""
        audit = self.audit()
        run = start(*arguments, stdout=audit.input, **options)
        audit.input.close()
        audit.process.stdin = None
        return run, audit
