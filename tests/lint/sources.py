#!/usr/bin/python3
"""What the compiler and the linker can't see: layers by their includes, traps of g++ 12, size, sleeps, the map."""
import ast
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

LAYERS = {
    "core": {"core"},
    "control": {"core", "control"},
    "os": {"core", "os"},
    "engine": {"core", "control", "os", "engine"},
    "cli": {"core", "control", "os", "engine", "cli"},
}

# Heavy or dangerous libraries and the only places that may include them: a folder or a file.
FENCES = {
    "boost/process": {"src/os/spawn.cpp"},
    "boost/asio": {"src/engine/", "src/pch/asio.hpp", "include/ganger/engine/", "tests/engine/", "src/os/spawn.cpp", "src/os/asio_impl.cpp"},
    "boost/system": {"src/engine/", "include/ganger/engine/", "tests/engine/", "src/os/spawn.cpp"},
    "boost/beast": {"src/engine/control_server.cpp", "src/engine/client.cpp"},
    "boost/regex": {"src/cli/line_filter.cpp"},
    "boost/json": {"src/control/json_words.hpp", "src/control/codec.cpp", "src/control/env_codec.cpp", "src/control/socket_codec.cpp", "src/control/instance_codec.cpp", "src/control/log_codec.cpp", "src/core/json_line.cpp", "tests/control/", "tests/golden/"},
    "boost/crc": {"src/core/ledger.cpp"},
    "boost/": set(),
    "CLI/": {"src/cli/command_line.cpp", "src/cli/client_verbs.cpp"},
    "spdlog/": {"src/os/log.cpp"},
    "toml++/": {"src/cli/settings_file.cpp"},
}

SYSTEM_HEADER = re.compile(r"(sys|linux|asm|arpa|net|netinet)/.*|(unistd|fcntl|poll|sched|spawn|termios|pwd|grp|dirent|pthread)\.h")
NOT_PURE = re.compile(r"thread|mutex|condition_variable|atomic|fstream|iostream|filesystem|random|cstdio|stdio\.h")


def files(*folders, suffixes=(".cpp", ".hpp")):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            relative = path.relative_to(ROOT)
            if path.is_file() and path.suffix in suffixes and not relative.parts[0].startswith("build"):
                yield str(relative)


def all_files():
    for path in sorted(ROOT.rglob("*")):
        relative = path.relative_to(ROOT)
        if relative.parts[0] == ".git" or relative.parts[0].startswith("build") or "__pycache__" in relative.parts:
            continue
        if path.is_file():
            yield str(relative)


def read(file):
    return (ROOT / file).read_text(encoding="utf-8")


def code(file):
    """The text without comments and the insides of strings; lines stay where they are."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''

    def blank(match):
        text = match.group(0)
        return ("" if text.startswith("/") else '""') + "\n" * text.count("\n")

    return re.sub(pattern, blank, read(file), flags=re.S)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(file):
    for number, line in enumerate(read(file).splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(1), match.group(2)


def layer_of(file):
    parts = pathlib.PurePath(file).parts
    name = parts[2] if parts[0] == "include" else parts[1]
    return name if name in LAYERS else None


def block_from(text, begin):
    """The text from the brace at or after `begin` to its partner."""
    begin = text.find("{", begin)
    depth = 0
    for offset in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[offset], 0)
        if depth == 0:
            return text[begin:offset]
    return text[begin:]


def operand_of_co_await(text, begin):
    depth = 0
    for offset in range(begin, len(text)):
        c = text[offset]
        if c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        if depth < 0 or (depth == 0 and c in ";"):
            return text[begin:offset]
    return text[begin:]


class Sources(unittest.TestCase):
    maxDiff = None

    def none(self, problems):
        problems = list(problems)
        if problems:
            self.fail("\n" + "\n".join(problems))

    def test_a_layer_includes_only_what_lies_below_it(self):
        def problems():
            for file in files("src", "include"):
                layer = layer_of(file)
                for line, kind, name in includes(file):
                    match = re.match(r"ganger/(\w+)/", name)
                    if match and match.group(1) not in LAYERS[layer]:
                        yield f"{file}:{line}: {layer} must not include {name}"
                    if kind == '"' and "/" in name:
                        yield f"{file}:{line}: a header of another folder: {name}"
        self.none(problems())

    def test_each_fenced_library_is_included_in_its_one_place(self):
        def problems():
            for file in files("src", "include", "tests"):
                for line, _, name in includes(file):
                    fence = next((f for f in FENCES if name.startswith(f)), None)
                    if fence and not any(file == p or (p.endswith("/") and file.startswith(p)) for p in FENCES[fence]):
                        yield f"{file}:{line}: {name} belongs only in {', '.join(sorted(FENCES[fence])) or 'no file'}"
        self.none(problems())

    def test_core_and_control_are_pure(self):
        def problems():
            for file in files("src/core", "src/control", "include/ganger/core", "include/ganger/control"):
                for line, _, name in includes(file):
                    if SYSTEM_HEADER.fullmatch(name) or NOT_PURE.fullmatch(name):
                        yield f"{file}:{line}: includes {name}"
                text = code(file)
                for match in re.finditer(r"\b(now|getenv|setenv)\s*\(", text):
                    if "clock" in text[max(0, match.start() - 20):match.start()] or match.group(1) != "now":
                        yield f"{file}:{line_of(text, match.start())}: calls {match.group(1)}"
        self.none(problems())

    def test_cli_makes_no_system_calls(self):
        self.none(f"{file}:{line}: includes {name}" for file in files("src/cli") for line, _, name in includes(file)
                  if SYSTEM_HEADER.fullmatch(name))

    def test_no_file_is_above_600_lines(self):
        self.none(f"{file}: {n} lines" for file in files("src", "include", "tests", suffixes=(".cpp", ".hpp", ".py"))
                  if (n := read(file).count("\n")) > 600)

    def test_headers_open_with_their_contract_and_pragma_once(self):
        def problems():
            for file in files("src", "include", "tests", suffixes=(".hpp",)):
                text = read(file)
                if not text.startswith("// "):
                    yield f"{file}:1: no contract comment"
                if "#pragma once" not in text and "/pch/" not in file:
                    yield f"{file}: no #pragma once"
        self.none(problems())

    def test_headers_have_no_using_namespace(self):
        self.none(f"{file}: using namespace" for file in files("src", "include", suffixes=(".hpp",))
                  if re.search(r"\busing\s+namespace\b", code(file)))

    def test_operands_of_co_await_hold_no_braces_and_no_capturing_lambda(self):
        def problems():
            for file in files("src", "include", "tests"):
                text = code(file)
                for match in re.finditer(r"\bco_await\b", text):
                    operand = operand_of_co_await(text, match.end())
                    if "{" in operand or re.search(r"(?:^|[(,=\s])\[[^\]]+\]\s*[({]", operand):
                        yield f"{file}:{line_of(text, match.start())}: g++ 12 frees such an operand twice; name it first"
        self.none(problems())

    def test_fmt_is_not_compiled_again(self):
        self.none(f"{file}:{line_of(text, match.start())}: that compiles all of fmt, two seconds each; append fmt::format's"
                  for file in files("src", "include") for text in [code(file)]
                  for match in re.finditer(r"\bfmt::format_to", text))

    def test_switches_over_enums_have_no_default(self):
        def problems():
            for file in files("src", "include", "tests"):
                text = code(file)
                for match in re.finditer(r"\bswitch\s*\(", text):
                    body = block_from(text, match.end())
                    if re.search(r"\bdefault\s*:", body) and re.search(r"\bcase\s+\w+(::\w+)+\s*:", body):
                        yield f"{file}:{line_of(text, match.start())}: default hides a forgotten enumerator"
        self.none(problems())

    def test_tests_never_sleep(self):
        # Not meant: support/ (its polls have deadlines), the benchmarks, the applications of apps/, and the programs
        # for children that stand in the tests as strings.
        def problems():
            for file in files("tests", suffixes=(".cpp", ".hpp")):
                text = code(file)
                for match in re.finditer(r"\b(sleep_for|sleep_until|usleep|nanosleep)\s*\(|::sleep\s*\(", text):
                    yield file, line_of(text, match.start())
            for file in files("tests", suffixes=(".py",)):
                for node in ast.walk(ast.parse(read(file))):
                    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep"):
                        yield file, node.lineno
        excepted = re.compile(r"tests/(support|bench|apps/\w+)/")
        self.none(f"{file}:{line}: a test that sleeps: wait for the event, with a deadline"
                  for file, line in problems() if not excepted.match(file))

    def test_comments_name_no_document_that_is_not_here(self):
        self.none(f"{file}:{line_of(text, m.start())}: {m.group(0)}" for file in files("src", "include", "tests")
                  for text in [read(file)] for m in re.finditer(r"\b(BEHAVIOUR|ARCHITECTURE|FAULTS)\b", text))

    def test_nothing_names_a_place_of_one_machine(self):
        # A root such as /src is a part of many a path that means something else.
        here = rf"(?<!\w){re.escape(str(ROOT))}\b|" if len(ROOT.parts) > 2 else ""
        pattern = re.compile(here + "/root/|/Users/")

        def problems():
            for file in all_files():
                if file == "tests/lint/sources.py":
                    continue
                text = (ROOT / file).read_bytes().decode("utf-8", "replace")
                for match in pattern.finditer(text):
                    yield f"{file}:{line_of(text, match.start())}: {match.group(0)}"
        self.none(problems())

    def test_the_map_names_every_source_file_and_no_other(self):
        named = set(re.findall(rf"^\| `((?:{'|'.join(LAYERS)})/\w+)`", read("src/README.md"), re.M))
        there = {file.removeprefix("src/").removeprefix("include/ganger/").rpartition(".")[0]
                 for file in files("src", "include") if layer_of(file)}
        self.none([f"src/README.md does not name {f}" for f in sorted(there - named)] +
                  [f"src/README.md names {f}, which is not there" for f in sorted(named - there)])

    def test_every_source_file_is_built(self):
        def problems():
            for file in files("src", suffixes=(".cpp",)):
                path = pathlib.PurePath(file)
                if f"'{path.name}'" not in read(str(path.parent / "meson.build")):
                    yield f"{file} is in no meson.build"
        self.none(problems())

    def test_the_changelog_opens_with_the_version(self):
        version = re.search(r"version: '([^']+)'", read("meson.build")).group(1)
        self.assertRegex(read("CHANGELOG.md"), rf"\A# [^\n]*\n(?:(?!## ).*\n)*## {re.escape(version)}\b")

    def test_the_manual_explains_every_diagnostic(self):
        codes = re.search(r"enum class Code \{(.*?)\};", read("include/ganger/core/position.hpp"), re.S).group(1)
        page = read("man/Procfile.5.scd") + read("man/ganger.toml.5.scd")
        self.none(f"neither Procfile(5) nor ganger.toml(5) explains {c}" for c in re.findall(r"\w+", codes)
                  if f"*{c.replace('_', '-')}*" not in page)

    def test_sources_are_formatted(self):
        program = shutil.which("clang-format-14") or shutil.which("clang-format")
        if not program or " version 14." not in subprocess.run([program, "--version"], capture_output=True, text=True).stdout:
            self.skipTest("clang-format 14 is not installed")
        names = [str(ROOT / f) for f in files("src", "include", "tests")]
        done = subprocess.run([program, "--dry-run", "--ferror-limit=1", "-Werror", *names], capture_output=True, text=True)
        problems = [line for line in done.stderr.splitlines() if "error:" in line]
        self.none(p.replace(f"{ROOT}/", "") for p in problems)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
