"""A control group of version 2 that is given away to whoever runs in it, for tests."""
import errno
import os
import unittest
from pathlib import Path

from ganger import wait_until


def hierarchy():
    for place in (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified")):
        if (place / "cgroup.controllers").exists():
            return place
    raise unittest.SkipTest("no cgroup v2 is mounted here")


def own_group():
    for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
        if line.startswith("0::"):
            return hierarchy() / line.removeprefix("0::").lstrip("/")
    raise unittest.SkipTest("no cgroup v2 here")


class ControlGroup:
    """Below our own; everything in it is killed when it goes."""

    made = 0

    def __init__(self, delegated=True):
        ControlGroup.made += 1
        self.path = own_group() / f"test-of-ganger-{os.getpid()}-{ControlGroup.made}"
        try:
            self.path.mkdir()
        except OSError as error:
            raise unittest.SkipTest(f"no control group may be made here: {error}") from error
        try:
            if not (self.path / "cgroup.kill").exists():
                raise unittest.SkipTest("a kernel without cgroup.kill")
            if delegated:
                os.setxattr(self.path, "user.delegate", b"1")
        except BaseException as error:
            self.path.rmdir()
            if isinstance(error, OSError):
                raise unittest.SkipTest(f"a kernel without attributes of control groups: {error}") from error
            raise

    def enter(self):
        """For preexec_fn."""
        (self.path / "cgroup.procs").write_text("0", encoding="utf-8")

    def inside(self):
        """The groups in it."""
        return sorted(path.name for path in self.path.iterdir() if path.is_dir())

    def members(self):
        pids = []
        for path in [self.path, *(path for path in self.path.rglob("*") if path.is_dir())]:
            try:
                pids += map(int, (path / "cgroup.procs").read_text(encoding="utf-8").split())
            except OSError as error:
                if error.errno not in (errno.ENOENT, errno.ENODEV):
                    raise
        return pids

    def remove(self):
        (self.path / "cgroup.kill").write_text("1", encoding="utf-8")
        wait_until(lambda: "populated 0" in (self.path / "cgroup.events").read_text(encoding="utf-8"), "an empty group")
        for path in sorted((path for path in self.path.rglob("*") if path.is_dir()), reverse=True):
            path.rmdir()
        self.path.rmdir()
