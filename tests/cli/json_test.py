"""--log-format json: every line of the output is a JSON document by itself, whatever an app writes."""
import json
import os
import random
import re
import socket

from ganger import GangerTestCase, free_base, main

STAMP = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"
OF_JOB = {"type": "job", "instance": 1, "stream": "stdout"}
LONGEST = 65536
HOSTILE = [
    b"", b"\0", b"\0{}\0", b"{}", b"  {}  ", b"\t{\"a\":1}\r", b"{", b"}", b"{}}", b"{}{}", b"[1]", b"null", b"nul",
    b"{\"a\":NaN}", b"{\"a\":Infinity}", b"{\"a\":+1}", b"{\"a\":.5}", b"{\"a\":5.}", b"{\"a\":0x1}", b"{\"a\":-}",
    b"{\"a\":1e}", b"{\"a\":1e+}", b"{\"a\":1e999}", b"{\"a\":-0.0e-0}", b"{\"a\":" + b"9" * 400 + b"}",
    b"{\"a\":\"\\ud800\"}", b"{\"a\":\"\\udc00\\ud800\"}", b"{\"a\":\"\\ud83d\\ude00\"}", b"{\"a\":\"\\u00e\"}",
    b"{\"a\":\"\xed\xa0\x80\"}", b"{\"a\":\"\xff\"}", b"{\"\xff\":1}", b"{\"a\":1\xff}", b"{\"a\":\"\0\"}",
    b"{\"a\":\"\x1b[31m\"}", b"{\"a\":\"\x7f\"}", b"{\"a\":\"\t\"}", b"{\"a\":\"\\\"}", b"{\"a\":\"\\", b"{\"a\":\"\\u",
    b"{'a':1}", b"{a:1}", b"{\"a\":1,}", b"{,}", b"{\"a\"}", b"{\"a\":}", b"{\"a\" 1}", b"{\"a\":1 \"b\":2}", b"{1:2}",
    b"{\"a\":1}//", b"{\"a\":[1,]}", b"{\"a\":[,1]}", b"{\"a\":[1}", b"{\"a\":{]}", b"{\"a\":tru}", b"{\"a\":true1}",
    b"{\"ganger\":1}", b"{\"gang\\u0065r\":{}}", b"{\"GANGER\":1}", b"{\"a\":{\"ganger\":1}}", b"{\"ganger \":1}",
    b"{\"a\":1,\"a\":2}", b"{\"ts\":1,\"msg\":[],\"level\":null}", b"\xef\xbb\xbf{}", b"\xe2\x80\xa8\xe2\x80\xa9\xc2\x85",
    b"{\"a\":\"\xe2\x80\xa8\xc2\x85\"}", b"{\"a\":1,\r\"b\":2}", b"\x0b{}\x0c", b"\x85\x9b31m", b"caf\xe9", b"\xf4\x90\x80\x80",
    b"\xf0\x9f\x98\x80", b"\xf0\x9f\x98", b"[" * 100000, b"{\"a\":" * 100000, b"{\"a\":" + b"[" * 100 + b"]" * 100 + b"}",
    b"{\"a\":" + b"[" * 101 + b"]" * 101 + b"}", b"x" * LONGEST, b"x" * (LONGEST + 1), b"\xc3\xa9" * LONGEST,
    b"{\"a\":\"" + b"x" * (LONGEST - 8) + b"\"}", b"{\"a\":\"" + b"x" * (LONGEST - 7) + b"\"}",
]


def no_number(word):
    raise ValueError(word)


def strict(text):
    """What Python makes of it, with what it takes beyond JSON refused."""
    return json.loads(text, parse_constant=no_number)


def without_replacements(text):
    """However many U+FFFD one broken sequence becomes."""
    return re.sub("\ufffd+", "\ufffd", text)


def depth(value):
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


def as_object(line):
    """The object that stays at the top, or None where the line is text."""
    try:
        value = strict(line.decode(errors="replace").strip(" \t\r\n"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or "ganger" in value or depth(value) > 101 or len(line) > LONGEST:
        return None
    if re.search("[\ud800-\udfff]", json.dumps(value, ensure_ascii=False)):
        return None
    return value


def damaged(line, dice):
    """Objects with a mistake in them, or none."""
    line = bytearray(line)
    for _ in range(dice.randrange(3)):
        where = dice.randrange(len(line) + 1)
        what = dice.choice([b"", b"\"", b"\\", b"{", b"}", b",", b"\0", b"\xff", b"\xc3\xa9", b"e", b"0", b" "])
        line[where:where + dice.randrange(2)] = what
    return bytes(line)


def thrown_object(dice):
    def value(levels):
        kind = dice.randrange(7 if levels else 5)
        if kind == 0:
            return dice.choice([None, True, False, 0, -1, 1.5e300, 10 ** 30])
        if kind < 5:
            return "".join(dice.choice("aé\"\\\n\u2028\x7f/😀 ganger") for _ in range(dice.randrange(8)))
        if kind == 5:
            return [value(levels - 1) for _ in range(dice.randrange(4))]
        return {dice.choice(["a", "ganger", "é", "\"", ""]): value(levels - 1) for _ in range(dice.randrange(4))}
    members = {dice.choice(["a", "b", "ganger", "\\", "msg"]): value(3) for _ in range(dice.randrange(4))}
    return json.dumps(members, ensure_ascii=dice.random() < 0.5).encode()


class Json(GangerTestCase):
    def records_of(self, data):
        """What ganger makes of the output of one process; ganger's own left out."""
        self.write("data", data)
        self.write("Procfile", "job: cat data\n")
        run = self.start("--json")
        self.assertEqual(0, run.ends(60))
        self.assertTrue(run.out.bytes.endswith(b"\n"))
        records = [strict(line) for line in run.out.bytes.decode().split("\n")[:-1]]
        self.assertEqual(len(records), len(run.out.bytes.decode().splitlines()), "a line is more than one to some readers")
        return [record for record in records if record["ganger"]["type"] != "ganger"]

    def lines_again(self, records):
        """(object or None, text) of each line, its parts put together."""
        text = ""
        for record in records:
            ours = record.pop("ganger")
            more, begun = ours.pop("cut", False), ours.pop("continued", False)
            self.assertEqual(OF_JOB, ours)
            if set(record) == {"ts", "msg"} and re.match(STAMP, str(record["ts"])):
                self.assertEqual(begun, text != "")
                text += record["msg"]
                if not more:
                    yield None, text
                    text = ""
            else:
                self.assertFalse(more or begun)
                yield record, ""

    def check(self, lines):
        shown = list(self.lines_again(self.records_of(b"".join(line + b"\n" for line in lines))))
        self.assertEqual(len(lines), len(shown))
        for line, (value, text) in zip(lines, shown):
            self.assertEqual(as_object(line), value, line[:200])
            if value is None:
                wanted = without_replacements(line.decode(errors="replace"))
                self.assertEqual(wanted[:200], without_replacements(text)[:200])
                self.assertEqual(wanted, without_replacements(text), "only further on")

    def test_hostile_lines(self):
        self.check(HOSTILE)

    def test_damaged_objects(self):
        dice = random.Random(4)
        self.check([damaged(thrown_object(dice), dice).replace(b"\n", b"") for _ in range(20000)])

    def test_any_bytes(self):
        dice = random.Random(5)
        self.check(dice.randbytes(1 << 20).split(b"\n"))

    def test_a_last_line_without_newline_is_a_record(self):
        self.assertEqual([(None, "text"), ({"a": 1}, "")], list(self.lines_again(self.records_of(b'text\n{"a":1}'))))

    def test_gangers_own_lines_have_a_level_and_an_event(self):
        self.write("Procfile", "job: exit 3\n")
        run = self.start("--log-format", "json")
        self.assertEqual(3, run.ends())
        records = [strict(line) for line in run.out.lines]
        self.assertEqual(["profile", "started", "ended", "exit"], [record["ganger"]["event"] for record in records])
        self.assertEqual(["info", "info", "error", "error"], [record["level"] for record in records])
        self.assertEqual("exit 3: job.1 exited 3", records[-1]["msg"])
        for record in records:
            self.assertEqual(["ts", "level", "msg", "ganger"], list(record))
            self.assertEqual("ganger", record["ganger"]["type"])
            self.assertRegex(record["ts"], STAMP)

    def test_a_line_that_is_not_ended_waits_for_its_end(self):
        os.mkfifo(self.folder / "fifo")
        self.write("Procfile", "job: printf first; read -r go < fifo; printf 'second\\n'\nother: echo go > fifo\n")
        run = self.start("--json")
        self.assertEqual(0, run.ends())
        self.assertIn("firstsecond", [strict(line).get("msg") for line in run.out.lines])

    def refusal(self, *arguments, status=2, environment=None):
        """The one document on standard output, and what people are told."""
        run = self.ganger(*arguments, environment=environment)
        self.assertEqual(status, run.ends())
        self.assertEqual(1, len(run.out.lines), run.out.text)
        document = strict(run.out.text)
        self.assertEqual(["code", "message", "hint"], list(document["error"])[:3])
        return document, run.err.text

    def test_errors_before_the_start_are_one_document(self):
        self.write("Procfile", "job: true\nweb: serve\n")
        base = free_base(1)
        for code, arguments in (("usage", ["--bogus"]), ("usage", ["-t", "x"]), ("usage", ["--set", "x"]),
                                ("usage", ["-d", "nowhere"]), ("usage", ["--profile", "x"]),
                                ("usage", ["--exit-when", "x"]), ("usage", ["--hide", "x"]),
                                ("usage", ["--log-format", "plain"]), ("usage", ["--timestamps", "x"]),
                                ("refused-formation", ["jbo"]), ("bad-port", ["-p", "x"]),
                                ("invalid-files", ["-f", "nowhere"]), ("invalid-files", ["-e", "nowhere"]),
                                ("port-in-use", ["-p", base])):
            with socket.socket() as holder:
                holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                holder.bind(("0.0.0.0", base))
                holder.listen()
                where = () if "-p" in arguments else ("-p", free_base())
                document, told = self.refusal("start", "--json", *where, *arguments)
            self.assertEqual(code, document["error"]["code"], arguments)
            if code != "invalid-files":
                self.assertIn("ganger: " + document["error"]["message"], told)

    def test_the_status_stays_what_it_is(self):
        self.write("Procfile", "job: true\n")
        self.refusal("start", "--json", "--exit-code-from", "job", "jbo", status=125)
        self.refusal("start", "--json", "--exit-code-from", "job", "--bogus", status=125)
        self.write("ganger.toml", "[app]\nexit_code_from = 'job'\n")
        self.refusal("start", "--json", "jbo", status=125)

    def test_an_app_that_runs_already_is_a_code_too(self):
        self.write("Procfile", "job: sleep 60\n")
        run = self.start()
        run.wait_for("job.1 started")
        self.assertEqual("runs-already", self.refusal("start", "--json", status=5)[0]["error"]["code"])
        self.refusal("start", "--json", "--exit-code-from", "job", status=125)
        self.assertEqual(0, run.stop())

    def test_json_is_asked_for_in_many_ways(self):
        self.write("Procfile", "job: true\n")
        for arguments in (["--log-format", "json"], ["--log-format=json"], ["--json"]):
            self.refusal("start", *arguments, "jbo")
            self.refusal("start", *arguments, "--bogus")
        for environment in ({"GANGER_JSON": "1"}, {"GANGER_LOG_FORMAT": "json"}):
            self.refusal("start", "jbo", environment=environment)
            self.refusal("start", "--bogus", environment=environment)
        for arguments in (["start", "--bogus"], ["run", "--json", "true"], ["run", "--bogus", "true", "--json"],
                          ["start", "--log-format", "plain", "--bogus"]):
            run = self.ganger(*arguments)
            self.assertNotEqual(0, run.ends())
            self.assertEqual("", run.out.text, arguments)

    def test_several_errors_are_all_there(self):
        self.write("Procfile", "job: true\n")
        document, _ = self.refusal("start", "--json", "a", "b", "c")
        self.assertEqual(2, len(document["error"]["more"]))
        self.assertIn("message", document["error"]["more"][1])

    def test_problems_of_the_files_are_as_in_check(self):
        self.write("Procfile", "job: true\nno colon\n")
        self.write(".env", "A='\n")
        document, told = self.refusal("start", "--json")
        self.assertEqual("invalid-files", document["error"]["code"])
        check = self.ganger("check", "--json")
        self.assertEqual(2, check.ends())
        self.assertEqual(strict(check.out.text)["diagnostics"], document["diagnostics"])
        self.assertIn(".env:1:3: error", told)
        self.assertEqual("unreadable", self.refusal("start", "--json", "-e", "x")[0]["diagnostics"][-1]["code"])

    def test_warnings_are_records_before_the_others(self):
        self.write("Procfile", "job: true\nno colon\n")
        run = self.start("--json")
        self.assertEqual(0, run.ends())
        records = [strict(line) for line in run.out.lines]
        self.assertEqual(["diagnostic", "profile"], [record["ganger"]["event"] for record in records[:2]])
        self.assertEqual("warning", records[0]["level"])
        self.assertEqual("no-colon", records[0]["ganger"]["diagnostic"]["code"])
        self.assertIn(records[0]["msg"], run.err.text)

    def test_other_verbs_refuse_in_the_same_way(self):
        self.write("Procfile", "job: true\n")
        for verb in ("check", "env"):
            for arguments in (["--bogus"], ["-d", "nowhere"], ["--profile", "x"]):
                self.assertEqual("usage", self.refusal(verb, "--json", *arguments)[0]["error"]["code"])
        self.write(".env", "A='\n")
        self.assertEqual("unclosed-quote", self.refusal("env", "--json")[0]["diagnostics"][0]["code"])

    def test_json_and_another_format_contradict_each_other(self):
        self.write("Procfile", "job: echo hello\n")
        run = self.start("--json", "--log-format", "plain")
        self.assertEqual(2, run.ends())
        self.assertIn("contradict", run.err.text)

    def test_what_is_typed_wins_over_a_variable(self):
        self.write("Procfile", "job: echo hello\n")
        run = self.start("--json", environment={"GANGER_LOG_FORMAT": "plain"})
        self.assertEqual(0, run.ends())
        self.assertEqual("profile", strict(run.out.lines[0])["ganger"]["event"])
        run = self.start("--log-format", "plain", environment={"GANGER_JSON": "1"})
        self.assertEqual(0, run.ends())
        self.assertEqual(["hello"], run.out.of("job.1"))


if __name__ == "__main__":
    main()
