"""Every byte of the stream: what was written against what came out."""
import json
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
        # What is left gets the stop signal, once it is known what the leader wrote.
        found, _ = self.run_to_end(f"late: trap 'exit 0' USR1; {scribe('late')} $$ text 3 {MEGABYTE} & wait\n")
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

    def records(self, run):
        """Of what is no line of ganger's own, and where its end is told: the count of those before it."""
        records = [json.loads(line) for line in run.out.bytes.splitlines()]
        own = [at for at, record in enumerate(records) if record["ganger"].get("event") == "ended"]
        return [record for record in records if record["ganger"]["type"] != "ganger"], own

    def test_json_tells_stdout_and_stderr_apart_and_keeps_the_order_of_each(self):
        self.write("Procfile", f"turns: {scribe('turns', 6, 20000)}; printf last; printf words >&2; exit 3\n")
        run = self.start("--log-format", "json")
        self.assertEqual(3, run.ends())
        records, (end,) = self.records(run)
        said = {stream: [record["msg"] for record in records if record["ganger"]["stream"] == stream]
                for stream in ("stdout", "stderr")}
        self.assertEqual("last", said["stdout"].pop())
        self.assertEqual("words", said["stderr"].pop())
        numbers = {stream: list(map(int, lines)) for stream, lines in said.items()}
        for stream, each in numbers.items():
            self.assertEqual(sorted(each), each, stream)
        self.assertEqual(list(range(1, 20001)), sorted(numbers["stdout"] + numbers["stderr"]))
        self.assertEqual(20002, sum(json.loads(line)["ganger"]["type"] == "turns" for line in run.out.bytes.splitlines()[:end]),
                         "the last words of both stand before the end")
        self.assertEqual(set(), {key for record in records for key in record} - {"ts", "msg", "ganger"}, "no level is guessed")

    def test_json_of_a_process_with_a_terminal_has_one_stream(self):
        self.write("Procfile", "job: echo out; echo err >&2\n")
        self.write("ganger.toml", '[types.job]\npty = "always"\n')
        run = self.start("--log-format", "json")
        self.assertEqual(0, run.ends())
        self.assertEqual([("out", "stdout"), ("err", "stdout")],
                         [(record["msg"], record["ganger"]["stream"]) for record in self.records(run)[0]])

    def test_the_history_knows_the_streams_too(self):
        self.write("Procfile", "job: echo out; echo err >&2; exec sleep 600\n")
        for log_format, streams in (("json", {"out": "stdout", "err": "stderr"}), ("plain", {"out": None, "err": None})):
            run = self.start("--log-format", log_format)
            run.out.wait_for_bytes(b"out")
            run.out.wait_for_bytes(b"err")
            logs = self.ganger("logs", "--json", "job")
            self.assertEqual(0, logs.ends())
            found = [json.loads(line) for line in logs.out.lines]
            self.assertEqual(streams, {record["msg"]: record["ganger"].get("stream") for record in found})
            self.assertEqual(0, run.stop())


if __name__ == "__main__":
    main()
