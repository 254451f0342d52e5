"""Every byte of the stream: what was written against what came out."""
import signal
import struct

from ganger import GangerTestCase, main, stands_still, wait_until
from scribe import Audited, digest, scribe

MEGABYTE = 1_000_000
LONGEST = 65536 + len("long.1 | [cont]  [cut]\n")


class Bytes(Audited, GangerTestCase):
    def run_to_end(self, procfile, *arguments, status=0, timeout=60):
        self.write("Procfile", procfile)
        run, audit = self.start_audited(self.start, "--log-format", "plain", *arguments)
        self.assertEqual(status, run.ends(timeout), run.err.text)
        found = audit.read()
        self.assertEqual([], audit.strange)
        return found, audit

    def test_a_hundred_megabytes_from_eight_writers(self):
        size = 12_500_000
        found, _ = self.run_to_end(f"text: {scribe('write', 'text')} $GANGER_INSTANCE {size}\n"
                                   f"bytes: {scribe('write', 'bytes')} $GANGER_INSTANCE {size}\n", "-m", "text=4,bytes=4")
        self.assertEqual({f"{kind}.{number}": digest(kind, number, size) for kind in ("text", "bytes") for number in range(1, 5)},
                         found)

    def test_a_long_line_without_end_between_others(self):
        found, audit = self.run_to_end(f"long: {scribe('write', 'line', 1, 10 * MEGABYTE)}\n"
                                       f"text: {scribe('write', 'text', 2, MEGABYTE)}\n")
        self.assertEqual({"long.1": digest("line", 1, 10 * MEGABYTE), "text.1": digest("text", 2, MEGABYTE)}, found)
        self.assertLessEqual(audit.longest, LONGEST)

    def test_a_grandchild_that_writes_after_the_leader_s_end(self):
        found, _ = self.run_to_end(f"late: trap '' TERM; {scribe('late')} $$ text 3 {MEGABYTE} & exit 0\n")
        self.assertEqual({"late.1": digest("text", 3, MEGABYTE)}, found)

    def test_a_writer_that_is_killed_in_the_middle_of_a_line(self):
        self.write("Procfile", f"killed: {scribe('write', 'text', 4, 1 << 40, 'progress')}\n")
        run, audit = self.start_audited(self.start, "--log-format", "plain")
        wait_until(lambda: self.written() > 5 * MEGABYTE, "some of it is written")
        run.send(signal.SIGSTOP)
        stands_still(self.written, "the pipe is full", seconds=0.1)
        writer, = run.tree()
        writer.kill()
        run.send(signal.SIGCONT)
        self.assertEqual(137, run.ends())
        count, found = audit.read()["killed.1"]
        self.assertEqual([], audit.strange)
        self.assertGreaterEqual(count, self.written() - 1)
        self.assertLessEqual(count, self.written() + 65536, "what it was writing when it was killed")
        self.assertIn((count, found), (digest("text", 4, count), digest("text", 4, count + 1)))
        self.assertRegex(audit.text, "ganger killed.1 .*SIGKILL")

    def written(self):
        path = self.folder / "progress"
        bytes_ = path.read_bytes() if path.exists() else b""
        return struct.unpack("=Q", bytes_)[0] if len(bytes_) == 8 else 0

    def test_stdout_and_stderr_of_one_process_in_the_order_of_its_writes(self):
        self.write("Procfile", f"turns: {scribe('turns', 5, 20000)}\n")
        run = self.start("--log-format", "plain")
        self.assertEqual(0, run.ends())
        self.assertEqual([str(number) for number in range(1, 20001)], run.out.of("turns.1"))


if __name__ == "__main__":
    main()
