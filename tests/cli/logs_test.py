"""`ganger logs`: what a running app has written, and what comes."""
import json
import os
import pty
import re
import signal
import subprocess
import time

from control_test import ControlTestCase
from ganger import PATIENCE, main, sanitized, wait_until

NO_SUCH_PROCESS = 4


class Logs(ControlTestCase):
    def setUp(self):
        super().setUp()
        # Each writes the lines that are put into its file.
        self.write("Procfile", "web: echo web up; tail -n +1 -f web.in\nworker: echo worker up; tail -n +1 -f worker.in\n")
        self.write("web.in", "")
        self.write("worker.in", "")

    def started(self, *arguments, **options):
        run = self.start(*arguments, **options)
        run.wait_for("web up")
        run.wait_for("worker up")
        return run

    def say(self, run, name, *lines):
        with open(self.folder / f"{name}.in", "a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
        run.wait_for(re.escape(lines[-1].split("\x1b")[-1][-6:]) + "$")

    def logs(self, *arguments, status=0, **options):
        return self.ask("logs", *arguments, status=status, **options).out.lines

    def test_the_last_lines_of_all_in_the_order_in_which_they_were_read(self):
        run = self.started()
        for number in range(5):
            self.say(run, "web", f"web {number}")
            self.say(run, "worker", f"worker {number}")
        self.assertEqual(["worker.1 | worker 3", "web.1    | web 4", "worker.1 | worker 4"], self.logs("-n", "3"))
        whole = self.logs()
        self.assertEqual([line for line in run.out.lines if line], whole)
        self.assertIn("ganger   | web.1 started", "\n".join(whole))

    def test_a_type_an_instance_or_ganger_itself(self):
        run = self.started("-m", "web=2,worker=1")
        self.say(run, "worker", "here")
        self.assertEqual(["worker.1 | worker up", "worker.1 | here"], self.logs("worker"))
        self.assertEqual(["web.2    | web up"], self.logs("web.2"))
        self.assertEqual({"web.1    | web up", "web.2    | web up"}, set(self.logs("web")))
        self.assertTrue(all(line.startswith("ganger ") for line in self.logs("ganger")))

    def test_only_what_matches(self):
        run = self.started()
        self.say(run, "web", "GET /a 200", "GET /b 404", "\x1b[32mINFO\x1b[0m: up", "GET /c 404")
        self.say(run, "worker", "404 jobs", "done")
        self.assertEqual(["web.1    | GET /b 404", "web.1    | GET /c 404", "worker.1 | 404 jobs"], self.logs("-g", "404"))
        self.assertEqual(["worker.1 | 404 jobs"], self.logs("-g", "404", "-n", "1"))
        self.assertEqual(["web.1    | GET /b 404", "web.1    | GET /c 404"], self.logs("-n", "5", "--grep", "404$", "web"))
        self.assertEqual(1, len(self.logs("-g", "(?i)^info: UP$")), "colours are no part of a line")
        self.assertEqual([], self.logs("-g", "^web.1", "web"))
        self.assertIn("web.1 started", "\n".join(self.logs("-g", "start", "ganger")))

    def test_only_what_matches_of_what_comes(self):
        run = self.started()
        self.say(run, "web", "a 1", "a 2", "b")
        last = self.ganger("logs", "-f", "-g", "^(a|e)", "-n", "1", "--no-prefix", "web")
        every = self.ganger("logs", "-f", "-g", "^(a|e)", "--no-prefix", "web")
        for follower in (last, every):
            follower.wait_for("a 2")  # what was there is shown at once
        self.say(run, "web", "e 3", "b 2", "e end")
        for follower in (last, every):
            follower.wait_for("e end")
        self.assertEqual(["a 2", "e 3", "e end"], last.out.lines)
        self.assertEqual(["a 1", "a 2", "e 3", "e end"], every.out.lines)
        self.assertEqual(0, run.stop())

    def test_an_expression_that_is_none_or_would_take_for_ever(self):
        self.assertIn("ganger: -g '(a': unmatched", self.ask("logs", "-g", "(a", status=2).err.text)
        run = self.started()
        self.say(run, "web", "a" * 40 + "!")
        self.assertIn("is too hard for a line of 41 bytes", self.ask("logs", "-g", "(a|aa)+$", status=1).err.text)
        self.assertEqual(0, run.stop())

    def test_a_name_that_does_not_exist(self):
        self.started()
        run = self.ask("logs", "wep", status=NO_SUCH_PROCESS)
        self.assertRegex(run.err.text, "there is no 'wep' in this app(.|\n)*did you mean 'web'")
        self.ask("logs", "-f", "web.7", status=NO_SUCH_PROCESS)
        error = json.loads(self.ask("logs", "--json", "nobody", status=NO_SUCH_PROCESS).out.text)["error"]
        self.assertIn("nobody", error["message"])

    def test_whoever_follows_gets_what_comes_and_the_last_words(self):
        run = self.started()
        follower = self.ganger("logs", "-n", "0", "-f")
        only_web = self.ganger("logs", "-f", "web")
        only_web.wait_for("web up")
        self.say(run, "worker", "before")  # the follower may not be there yet
        wait_until(lambda: self.seen(run, follower), "a follower")
        self.say(run, "web", "again")
        follower.wait_for("again")
        self.assertEqual(0, run.stop())
        self.assertEqual(0, follower.ends())
        self.assertEqual(0, only_web.ends())
        self.assertEqual(run.out.lines[-1], follower.out.lines[-1])
        self.assertRegex(follower.out.lines[-1], "^ganger .*exit 0")
        self.assertEqual(["web.1    | web up", "web.1    | again"],
                         [line for line in only_web.out.lines if not line.endswith("anybody there")])

    def seen(self, run, follower):
        self.say(run, "web", "anybody there")
        return "anybody there" in follower.out.text

    def test_formats(self):
        run = self.started()
        with open(self.folder / "web.in", "ab") as file:
            file.write(b'{"level":"info","n":1}\nbytes \xff\xfe\n\x1b[31mred\x1b[0m\rover\nlast\n')
        run.wait_for("last$")
        self.assertEqual(b'web.1    | {"level":"info","n":1}\nweb.1    | bytes \xff\xfe\nweb.1    | \x1b[31mred\x1b[0m\rover\nweb.1    | last\n',
                         self.output("logs", "-n", "4", "web"))
        self.assertEqual(b"bytes \xff\xfe\n\x1b[31mred\x1b[0m\rover\nlast\n", self.output("logs", "-n", "3", "--no-prefix", "web"))
        records = [json.loads(line) for line in self.logs("--json", "-n", "all")]
        self.assertIn({"level": "info", "n": 1, "ganger": {"type": "web", "instance": 1}}, records)
        self.assertIn("bytes \ufffd\ufffd", [record.get("msg") for record in records])
        started = next(record for record in records if record.get("msg", "").startswith("web.1 started"))
        self.assertEqual({"type": "ganger", "event": "started"}, started["ganger"])
        self.assertRegex(self.logs("--timestamps", "iso", "-n", "1", "web")[0], r"^\d{4}-\d\d-\d\dT\S+ web\.1    \| last$")
        self.assertRegex(self.logs("--log-format", "pretty", "--color", "always", "-n", "1", "web")[0], "^\x1b\\[.*web.1.*last$")
        self.assertIn("json", self.ask("logs", "--log-format", "xml", status=2).err.text)

    def output(self, *arguments):
        return subprocess.run([os.environ["GANGER_EXECUTABLE"], *arguments], cwd=self.folder, env=self.environment, check=True,
                              stdout=subprocess.PIPE, timeout=20 * PATIENCE).stdout

    def test_a_line_that_is_too_long_comes_in_marked_parts_with_every_byte(self):
        run = self.started()
        line = "".join(f"{number} " for number in range(20000))
        self.say(run, "web", line, "behind it")
        parts = self.logs("web", "-g", "0 ")
        self.assertEqual(2, len(parts))
        self.assertTrue(parts[0].endswith(" [cut]") and parts[1].startswith("web.1    | [cont] "), [part[-50:] for part in parts])
        self.assertEqual(line, parts[0].removeprefix("web.1    | ").removesuffix(" [cut]") + parts[1].removeprefix("web.1    | [cont] "))
        records = [json.loads(part) for part in self.logs("--json", "-g", "0 ", "web")]
        self.assertEqual(line, "".join(record["msg"] for record in records))
        self.assertEqual([(True, None), (None, True)], [(record["ganger"].get("cut"), record["ganger"].get("continued")) for record in records])

    def test_on_a_terminal_it_is_pretty_and_harmless(self):
        run = self.started()
        self.say(run, "web", "\x1b]0;title\x07\x1b[2Jx done")
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        follower = self.ganger("logs", "web", stdout=theirs)
        os.close(theirs)
        self.assertEqual(0, follower.ends())
        text = os.read(ours, 65536)
        self.assertRegex(text, rb"\d\d:\d\d:\d\d web\.1")
        self.assertIn(b"x done", text)
        self.assertNotIn(b"title", text)
        self.assertNotIn(b"\x1b[2J", text)

    def test_before_the_verb_f_is_the_procfile(self):
        (self.folder / "Procfile").rename(self.folder / "Other")
        self.started("-f", "Other")
        self.assertIn("web.1    | web up", self.logs("web"))
        self.assertIn("web.1    | web up", self.ask("-f", "Other", "logs", "web").out.lines)
        self.assertEqual(3, self.ganger("-fProcfile", "logs", "web").ends())

    def test_what_is_typed_wrong(self):
        self.started()
        self.assertIn("-n takes no 'many'", self.ask("logs", "-n", "many", status=2).err.text)
        self.assertIn("--since", self.ask("logs", "--since", "yesterday", status=2).err.text)

    def test_since(self):
        self.started()
        self.assertIn("web.1    | web up", self.logs("--since", "1h"))
        self.assertEqual([], self.logs("--since", "0"))

    def test_no_app(self):
        self.assertEqual(3, self.ganger("logs", "-f").ends())

    def test_when_the_reader_goes_it_ends_at_once(self):
        self.started()
        ours, theirs = os.pipe()
        follower = self.ganger("logs", "-f", stdout=theirs)
        os.close(theirs)
        self.assertIn(b"|", os.read(ours, 65536))
        os.close(ours)  # nothing more is written
        self.assertIn(follower.ends(), (0, -signal.SIGPIPE))

    def test_a_killed_supervisor_is_no_end(self):
        run = self.started()
        follower = self.ganger("logs", "-f")
        follower.wait_for("web up")
        run.process.kill()
        self.assertEqual(1, follower.ends())
        self.assertIn("it was killed", follower.err.text)

    def test_ctrl_c(self):
        self.started()
        follower = self.ganger("logs", "-f")
        follower.wait_for("web up")
        self.assertEqual(-signal.SIGINT, follower.stop(signal.SIGINT))

    def test_a_slow_follower_holds_up_nobody_and_is_told_what_it_missed(self):
        self.write("Procfile", "flood: echo ready; read go < go; seq -f '%.0f and some more of it to fill the line' 400000; echo flooded; sleep 600\n")
        os.mkfifo(self.folder / "go")
        out = open(self.folder / "out", "wb")  # a file takes all
        self.addCleanup(out.close)
        run = self.start(stdout=out)
        wait_until(lambda: self.ganger("ps").ends() == 0, "the app")
        follower = self.ganger("logs", "-f", "flood")
        follower.wait_for("ready")
        follower.process.send_signal(signal.SIGSTOP)
        with open(self.folder / "go", "w", encoding="ascii") as go:
            go.write("go\n")
        began = time.monotonic()
        wait_until(lambda: b"flooded" in (self.folder / "out").read_bytes()[-200:], "the end of the flood", timeout=60)
        self.assertEqual(0, self.ganger("ps").ends())
        self.assertLess(time.monotonic() - began, 60 * PATIENCE)
        follower.process.send_signal(signal.SIGCONT)
        follower.wait_for("flooded")
        lines = follower.out.lines
        lost = sum(int(line.split()[2]) for line in lines if "too slow" in line)
        got = [int(line.split()[2]) for line in lines if "and some more" in line]
        self.assertEqual(sorted(got), got)
        self.assertGreater(lost, 0)
        self.assertEqual(400000, len(got) + lost)
        run.stop()

    def test_the_socket_speaks_server_sent_events(self):
        run = self.started()
        self.say(run, "web", "hello")
        with self.connection(self.socket_of(run)) as connection:
            connection.sendall(b"GET /v1/logs?n=1&name=web HTTP/1.0\r\nHost: ganger\r\n\r\n")
            answer = b""
            while part := connection.recv(65536):
                answer += part
        head, body = answer.decode().split("\r\n\r\n", 1)
        self.assertIn("text/event-stream", head)
        events = body.split("\n\n")
        self.assertTrue(events[0].startswith("event: begin\ndata: {"), body)
        line = json.loads(events[1].removeprefix("data: "))
        self.assertEqual(("web.1", "web", 1, "hello"), (line["name"], line["type"], line["instance"], line["msg"]))
        self.assertEqual(["event: end\ndata: {}", ""], events[2:])

    def test_followers_leave_places_for_others(self):
        run = self.started()
        path = self.socket_of(run)
        for _ in range(40):
            self.connection(path).sendall(b"GET /v1/logs?follow=1 HTTP/1.1\r\nHost: ganger\r\n\r\n")
        self.assertEqual(0, self.ganger("ps").ends())
        wait_until(lambda: "too many" in self.ask("logs", "-f", status=1).err.text, "a refusal")
        self.assertIn("web up", self.ask("logs").out.text, "who only looks has a place")
        self.assertEqual(0, run.stop())

    def test_tells_the_streams_apart_where_they_are(self):
        self.write("Procfile", "job: echo out; echo err >&2; sleep 600\n")
        run = self.start("--json")
        for text in ("out", "err"):
            run.wait_for(f'"msg":"{text}"')
        asked = self.ganger("logs", "--json", "job")
        self.assertEqual(0, asked.ends())
        records = [json.loads(line) for line in asked.out.lines]
        self.assertEqual({"out": "stdout", "err": "stderr"}, {record["msg"]: record["ganger"]["stream"] for record in records})
        self.assertEqual(0, run.stop())


class Unread(ControlTestCase):
    def restarts(self):
        return self.listed()["instances"][0]["restarts"]

    def test_a_crash_loop_behind_an_output_that_nobody_reads_takes_few_descriptors_and_no_memory(self):
        self.write("Procfile", "worker: head -c 32768 /dev/zero\n")
        self.write("ganger.toml", '[types.worker]\nrestart = "always"\nbackoff = { initial = 0 }\n')
        ours, theirs = os.pipe()
        self.addCleanup(os.close, ours)
        run = self.start("--profile", "host", stdout=theirs)
        os.close(theirs)
        wait_until(lambda: self.ganger("ps").ends() == 0, "the app")
        wait_until(lambda: self.restarts() > 300, "300 restarts", timeout=60)
        open_files, size = len(os.listdir(f"/proc/{run.pid}/fd")), memory(run.pid)
        self.assertLess(open_files, 64 + 40)
        now = self.restarts()
        wait_until(lambda: self.restarts() > now + 200, "200 more", timeout=60)
        self.assertLess(len(os.listdir(f"/proc/{run.pid}/fd")), 64 + 40)
        if not sanitized():
            self.assertLess(memory(run.pid), size + (1 << 20))
        self.assertTrue(any("worker.1" in line for line in self.ask("logs", "ganger").out.lines))
        self.assertEqual(0, run.stop(timeout=20))


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
