"""A real systemd as PID 1 over a throw-away overlay of this machine's own root, for tests of services.

Needs root, systemd-nspawn and the right to mount an overlay; `why_not()` says what is missing.
"""
import ctypes
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from ganger import EXECUTABLE, PATIENCE, wait_until

CLONE_NEWNS = 0x00020000
PROGRAM_FOLDER = Path(shutil.which(EXECUTABLE) or EXECUTABLE).resolve().parent


def why_not():
    """What is missing; empty: nothing."""
    if os.geteuid() != 0:
        return "only root may boot a systemd"
    for program in ("systemd-nspawn", "nsenter", "mount"):
        if not shutil.which(program):
            return f"no {program} here"
    if not Path("/lib/systemd/systemd").exists():
        return "no systemd here"
    return ""


class Booted:
    """`with Booted(units) as machine`: units by their path below /etc/systemd/system."""

    def __init__(self, units, files=None):
        self.place = Path(tempfile.mkdtemp(prefix="ganger-booted-"))
        self.units, self.files = units, files or {}
        self.nspawn, self.init, self.mounted = None, None, []

    def __enter__(self):
        try:
            self._lay_out()
            self._boot()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        if self.init:
            self.run("systemctl", "poweroff", "--force", check=False)
        if self.nspawn:
            try:
                self.nspawn.wait(20 * PATIENCE)
            except subprocess.TimeoutExpired:
                self.nspawn.kill()
                self.nspawn.wait()
        for path in reversed(self.mounted):
            subprocess.run(["umount", path], check=False)
        shutil.rmtree(self.place, ignore_errors=True)

    def _mount(self, kind, options, path):
        path.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-t", kind, "-o", options, "none", path], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise unittest.SkipTest(f"no {kind} can be mounted here: {done.stderr.strip()}")
        self.mounted.append(path)

    def _lay_out(self):
        # What is mounted goes with us, also if we are killed.
        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
            raise unittest.SkipTest(f"no mount namespace here: {os.strerror(ctypes.get_errno())}")
        subprocess.run(["mount", "--make-rprivate", "/"], check=True)
        base, root = self.place / "base", self.place / "root"
        self._mount("tmpfs", "size=128m", base)
        for name in ("upper", "work"):
            (base / name).mkdir()
        self._mount("overlay", f"lowerdir=/,upperdir={base}/upper,workdir={base}/work", root)
        for name, text in self.units.items():
            self._write(root / "etc/systemd/system" / name, text)
        for name, text in self.files.items():
            self._write(root / name.lstrip("/"), text)

    @staticmethod
    def _write(path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _boot(self):
        with (self.place / "console").open("wb") as console:
            self.nspawn = subprocess.Popen(
                ["systemd-nspawn", "-q", "--register=no", "--keep-unit", "--private-network", "-M", f"ganger{os.getpid()}",
                 "-D", self.place / "root", f"--bind-ro={PROGRAM_FOLDER}:/opt/ganger", "-b", "systemd.unit=basic.target"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT)
        wait_until(self._has_booted, "a system that has booted", 30)

    def _has_booted(self):
        if self.nspawn.poll() is not None:
            raise AssertionError(f"systemd-nspawn ended: {(self.place / 'console').read_text(errors='replace')[-2000:]}")
        # Its first child is not the last: the namespaces are made one after the other.
        children = Path(f"/proc/{self.nspawn.pid}/task/{self.nspawn.pid}/children").read_text(encoding="utf-8").split()
        self.init = int(children[0]) if children else None
        asked = self.run("systemctl", "is-system-running", check=False) if self.init else None
        return asked and asked.stdout.strip() in ("running", "degraded")

    def run(self, *command, check=True):
        """A command inside."""
        done = subprocess.run(["nsenter", "-t", str(self.init), "-a", "--root", "--wd", *map(str, command)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def show(self, unit, *properties):
        """Properties of a unit, in the order asked for."""
        lines = self.run("systemctl", "show", unit, "-p", ",".join(properties)).stdout.splitlines()
        found = dict(line.split("=", 1) for line in lines)
        return tuple(found[name] for name in properties)

    def journal(self, unit):
        return self.run("journalctl", "-u", unit, "--no-pager", check=False).stdout
