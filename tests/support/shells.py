"""Shells at a terminal, with ganger's completions: types a line with TABs in it and tells what the line then is.

What a shell draws on the screen differs from one to the next, so each is given a key that writes its line into a file.
"""
import os
import shlex
import tempfile
from pathlib import Path

import pexpect

from ganger import PATIENCE, wait_until

CTRL_G = "\x07"
CTRL_U = "\x15"  # forgets the line
READY = "ready for keys"


class Shell:
    """`name`: bash, zsh or fish; `load`: the command that brings the completions."""

    COMMANDS = {"bash": ["/bin/bash", "--norc", "--noprofile"], "zsh": ["/usr/bin/zsh", "-f"],
                "fish": ["/usr/bin/fish", "--no-config"]}

    def __init__(self, name, load, folder, environment):
        self.scratch = Path(tempfile.mkdtemp(dir=environment["HOME"]))
        self.line = self.scratch / "line"
        program, *arguments = self.COMMANDS[name]
        self.terminal = pexpect.spawn(program, arguments, cwd=str(folder), env={**environment, "TERM": "dumb"},
                                      dimensions=(50, 200), timeout=20 * PATIENCE, encoding="utf-8")
        setup = self.scratch / "setup"
        setup.write_text(self._setup(name, load) + f"\necho {shlex.quote(READY)}\n")
        self.terminal.sendline(f"source {shlex.quote(str(setup))}")
        self.terminal.expect_exact(READY)

    def _setup(self, name, load):
        line = shlex.quote(str(self.line))
        # In one step: a file that is there is whole.
        write = f"%s > {line}.new; mv {line}.new {line}"
        return {
            "bash": f"""{load}\nbind 'set bell-style none'\nbind -x '"\\C-g": {write % 'printf %s "$READLINE_LINE"'}'""",
            "zsh": f"autoload -Uz compinit; compinit -u -D\n{load}\n"
                   f"write-line() {{ {write % 'print -rn -- $BUFFER'} }}; zle -N write-line; bindkey '^G' write-line",
            "fish": f"{load}\nbind \\cg '{write % 'commandline'}'",
        }[name]

    def complete(self, keys):
        """The line after these keys, its final space included."""
        self.line.unlink(missing_ok=True)
        self.terminal.send(keys + CTRL_G)
        wait_until(self.line.exists, f"an answer to {keys!r}", 20)
        self.terminal.send(CTRL_U)
        return self.line.read_text().rstrip("\n")

    def close(self):
        self.terminal.close(force=True)


def is_there(name):
    return os.access(Shell.COMMANDS[name][0], os.X_OK)
