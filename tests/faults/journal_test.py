"""A journal that takes nothing, or is not there: ours is played here, in a /run of our own."""
import contextlib
import os
import re
import select
import socket
import time
from pathlib import Path

from faults import FaultCase, child
from ganger import PATIENCE, main, wait_until

ADDRESS = Path("/run/systemd/journal/socket")


class Journal(FaultCase):
    def setUp(self):
        super().setUp()
        ADDRESS.parent.mkdir(parents=True)
        self.socket = None
        self.addCleanup(self.leave)
        self.entries = []

    def leave(self):
        if self.socket:
            self.socket.close()
        with contextlib.suppress(FileNotFoundError):
            ADDRESS.unlink()

    def come(self):
        self.leave()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(ADDRESS))

    def wait_to_hear(self, name, pattern):
        """Takes entries until `name` has said this: few wait at a time, so each costs both sides their turns. What comes has
        all the time it needs."""
        self.socket.settimeout(20 * PATIENCE)
        said = "", ""
        while said[0] != name or not re.search(pattern, said[1]):
            try:
                entry = dict(line.split("=", 1) for line in self.socket.recv(1 << 20).decode().splitlines())
            except TimeoutError:
                raise AssertionError(f"not heard: {name}: {pattern}; {self.entries[-5:]}") from None
            said = entry["SYSLOG_IDENTIFIER"].split("/")[1], entry["MESSAGE"]
            self.entries.append(said)

    def into_journal(self, procfile, *arguments):
        """Its standard output is that of a service, which nobody reads."""
        read_end, write_end = os.pipe()
        self.addCleanup(os.close, read_end)
        status = os.fstat(write_end)
        self.write("Procfile", procfile)
        run = self.start("--profile", "host", *arguments, stdout=write_end,
                         environment={"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"})
        os.close(write_end)
        return run, read_end

    def test_09_a_journal_that_takes_nothing(self):
        """stdout is the journal's, which takes nothing while a child writes 300,000 lines; then it does"""
        self.come()
        run, output = self.into_journal(f"worker: {child('lines', 300000, 'append', 'written', 'x', 'print', 'all', 'wait')}\n")
        wait_until((self.folder / "written").exists, "all is written")
        answer = max(self.latency() for _ in range(10))
        self.assert_within(0, 1, answer, "the slowest answer")
        began = time.monotonic()
        self.wait_to_hear("worker.1", "^all$")
        found = [int(text.split()[1]) for name, text in self.entries if name == "worker.1" and text != "all"]
        lost = sum(int(text.split()[0]) for name, text in self.entries if name == "ganger" and "lost here" in text)
        self.assertEqual(sorted(set(found)), found)
        self.assertEqual(300000, len(found) + lost)
        self.assertGreater(lost, 0)
        run.send(15)
        self.wait_to_hear("ganger", "^exit 0")
        self.assertEqual(0, run.ends())
        os.set_blocking(output, False)
        self.assertEqual(b"", os.read(output, 100), "it was written twice")
        self.tells("holds up nobody; what did not fit is counted in it",
                   f"{lost} of 300,000 lines lost, answer ≤ {answer * 1000:.0f} ms, the rest in {time.monotonic() - began:.1f} s")

    def test_12_a_journal_that_goes_and_comes(self):
        """the journal ends and begins anew, with another socket"""
        self.come()
        run, _ = self.into_journal(f"worker: {child('tell', 'USR1', 'print', 'up', 'wait')}\n")
        self.wait_to_hear("worker.1", "^up$")
        self.leave()
        self.ask("signal", "USR1", "worker")
        wait_until(lambda: "cannot write to the journal" in self.ask("logs"), "what is written has nowhere to go")
        self.come()
        began = time.monotonic()
        self.wait_to_hear("worker.1", "^got USR1$")
        again = time.monotonic() - began
        self.wait_to_hear("ganger", "^the journal works again; no line was lost$")
        self.assertEqual(0, run.stop())
        self.tells("found by itself, nothing lost", f"{again:.1f} s")

    def test_12_a_journal_that_is_not_there(self):
        """no journal at its address at the start: plain lines to standard output"""
        run, output = self.into_journal(f"worker: {child('print', 'up', 'wait')}\n")
        said = b""
        while b"worker.1 | up\n" not in said:
            self.assertTrue(select.select([output], [], [], 20 * PATIENCE)[0], f"nothing comes behind {said}")
            said += os.read(output, 1 << 16)
        self.assertEqual(0, run.stop())
        self.tells("as without one")

    def ask(self, *arguments):
        run = self.ganger(*arguments)
        self.assertEqual(0, run.ends(), run.err.text)
        return run.out.text


if __name__ == "__main__":
    main()
