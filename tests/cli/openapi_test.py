"""The document of the control API says what the program does, and all of it."""
import http.client
import json
import re
import socket
import unittest
from pathlib import Path

from ganger import PATIENCE, GangerTestCase, free_base, main
from schema import Schemas

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = json.loads((ROOT / "packaging/openapi/ganger.json").read_text(encoding="utf-8"))
MAY_COME = {"403", "503"}  # of any request
NO_METHODS = {"parameters", "summary", "description", "servers"}


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("ganger", timeout=20 * PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def operations():
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if method not in NO_METHODS:
                yield method.upper(), path, operation


class OpenApi(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.write("Procfile", "web: sleep 600\nonce: exit 0\n")
        self.run_ = self.start("-p", free_base())
        self.run_.wait_for("once.1 exited 0")
        found = self.ganger("ps", "--json")
        self.assertEqual(0, found.ends())
        self.socket = json.loads(found.out.text)["app"]["socket"]

    def ask(self, method, target, body=None):
        connection = Connection(self.socket)
        self.addCleanup(connection.close)
        connection.request(method, target, body=body)
        answer = connection.getresponse()
        self.assertEqual("application/json", answer.getheader("Content-Type").split(";")[0])
        return str(answer.status), json.loads(answer.read())

    def check(self, status, answer, responses, what):
        self.assertIn(status, responses, f"{what} answers with {status}, which the document does not have: {answer}")
        content = responses[status]["content"]["application/json"]["schema"]
        problems = list(Schemas(DOCUMENT).problems(answer, content))
        self.assertEqual([], problems, f"{what}: packaging/openapi/ganger.json does not fit what is answered")

    def check_events(self, path):
        connection = Connection(self.socket)
        self.addCleanup(connection.close)
        connection.request("GET", path)
        answer = connection.getresponse()
        self.assertEqual("text/event-stream", answer.getheader("Content-Type"))
        events = answer.read().decode().removesuffix("\n\n").split("\n\n")
        self.assertEqual("event: end\ndata: {}", events[-1])
        lines = [json.loads(event.removeprefix("data: ")) for event in events if event.startswith("data: ")]
        self.assertTrue(lines)
        for line in lines:
            self.assertEqual([], list(Schemas(DOCUMENT).problems(line, {"$ref": "#/components/schemas/LogLine"})))

    def test_it_has_every_route_and_no_other(self):
        source = (ROOT / "src/control/api.cpp").read_text(encoding="utf-8")
        routes = set(re.findall(r'"(GET|POST|PUT|PATCH|DELETE)",\s*"(/v1/[^"]*)"', source))
        self.assertIn(("GET", "/v1/processes"), routes)
        self.assertEqual(routes, {(method, path) for method, path, _ in operations()},
                         "src/control/api.cpp and packaging/openapi/ganger.json name other routes")

    def test_what_is_answered_fits(self):
        asked = sorted(operations(), key=lambda one: one[1] == "/v1/stop")  # that one last
        for method, path, operation in asked:
            with self.subTest(f"{method} {path}"):
                body = operation.get("requestBody")
                if body is not None:
                    example = body["content"]["application/json"].get("example")
                    self.assertIsNotNone(example, "it has no example, which this test could send")
                    schema = body["content"]["application/json"]["schema"]
                    self.assertEqual([], list(Schemas(DOCUMENT).problems(example, schema, "example")))
                    body = json.dumps(example)
                if "text/event-stream" in operation["responses"]["200"]["content"]:
                    self.check_events(path)
                    continue
                status, answer = self.ask(method, path, body)
                self.assertTrue(status.startswith("2"), answer)
                self.check(status, answer, operation["responses"], f"{method} {path}")
        self.assertEqual(0, self.run_.ends())

    def test_what_is_refused_fits(self):
        for method, path, operation in operations():
            with self.subTest(f"{method} {path}"):
                self.assertLessEqual(MAY_COME, set(operation["responses"]))
                status, answer = self.ask(method, path + "?nonsense=1", '{"nonsense": 1}')
                self.assertEqual("400", status)
                self.check(status, answer, operation["responses"], f"{method} {path}")
        signal = DOCUMENT["paths"]["/v1/signal"]["post"]["responses"]
        self.check(*self.ask("POST", "/v1/signal", '{"signal": "HUP", "names": ["none"]}'), signal, "an unknown name")
        for method, target in (("GET", "/v1/nothing"), ("DELETE", "/v1/processes")):
            status, answer = self.ask(method, target)
            self.assertIn(status, ("404", "405"))
            self.assertEqual([], list(Schemas(DOCUMENT).problems(answer, {"$ref": "#/components/schemas/Error"})))
        self.assertEqual(0, self.run_.stop())


class Validator(unittest.TestCase):
    def test_it_finds_what_does_not_fit(self):
        fits = {"error": {"code": "a", "message": "b", "hint": ""}}
        schema = {"$ref": "#/components/schemas/Error"}
        schemas = Schemas(DOCUMENT)
        self.assertEqual([], list(schemas.problems(fits, schema)))
        for wrong in ({}, {"error": {}}, {"error": {**fits["error"], "code": 1}}, {**fits, "more": 1}, []):
            self.assertNotEqual([], list(schemas.problems(wrong, schema)), wrong)


if __name__ == "__main__":
    main()
