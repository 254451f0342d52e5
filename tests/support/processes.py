"""What /proc tells about processes, for tests."""
import os
import signal
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    pid: int
    name: str
    state: str
    parent: int
    group: int
    session: int
    command: str

    def kill(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def has_ended(self):
        now = process(self.pid)
        return not now or now.state == "Z"

    def environment(self):
        pairs = Path(f"/proc/{self.pid}/environ").read_bytes().split(b"\0")
        return dict(pair.decode(errors="surrogateescape").split("=", 1) for pair in pairs if b"=" in pair)


def process(pid):
    """Nothing if there is none (any more)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return None
    name = stat[stat.index("(") + 1:stat.rindex(")")]
    state, parent, group, session = stat[stat.rindex(")") + 2:].split()[:4]
    return Process(int(pid), name, state, int(parent), int(group), int(session), command)


def all_processes():
    return [found for found in (process(entry) for entry in os.listdir("/proc") if entry.isdigit()) if found]


def descendants(pid):
    """Children first, then theirs."""
    by_parent = {}
    for found in all_processes():
        by_parent.setdefault(found.parent, []).append(found)
    result, parents = [], [pid]
    while parents:
        children = by_parent.get(parents.pop(0), [])
        result += children
        parents += [child.pid for child in children]
    return result


def reap(pid):
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass
