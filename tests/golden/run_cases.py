#!/usr/bin/env python3
"""Golden cases of the readers and of the stream: folders of plain files, one rule each. Prints TAP.

    run_cases.py PROGRAM FOLDER [--update]

FOLDER is procfile (cases hold `Procfile`) or dotenv (`env`, and `environment` with the variables it finds).
`expected.json` is the document of `ganger check --json --show-values`. FOLDER format: `options`, `in` and `expected`,
see format_stream.cpp. --update writes what is expected anew: review the diff.
"""

import difflib
import json
import pathlib
import subprocess
import sys

READ_FROM = {"procfile": "Procfile", "dotenv": "env"}
READ_INTO = {"procfile": "procfile", "dotenv": "env"}


def environment_of(case):
    file = case / "environment"
    if not file.exists():
        return {}
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines())


def read(program, case, kind):
    command = [program, kind, READ_FROM[kind]]
    run = subprocess.run(command, cwd=case, env=environment_of(case), capture_output=True, check=True, timeout=60)
    document = json.loads(run.stdout)
    return text_of({key: document[key] for key in (READ_INTO[kind], "diagnostics")})


def shown(program, case):
    return subprocess.run([program, case], capture_output=True, check=True, timeout=60, text=True).stdout


def one_item_a_line(value):
    items = value.items() if isinstance(value, dict) else [(None, item) for item in value]
    lines = [(f"{json.dumps(key)}: " if key is not None else "") + json.dumps(item, ensure_ascii=False) for key, item in items]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return f"{opening}\n    " + ",\n    ".join(lines) + f"\n  {closing}" if lines else opening + closing


def text_of(document):
    parts = [f"  {json.dumps(key)}: " + ("null" if value is None else one_item_a_line(value)) for key, value in document.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main():
    program, folder = str(pathlib.Path(sys.argv[1]).absolute()), pathlib.Path(sys.argv[2]).absolute()
    update = "--update" in sys.argv[3:]
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    cases = sorted(case for case in folder.iterdir() if case.is_dir())
    print(f"1..{len(cases)}")
    failed = False
    for number, case in enumerate(cases, 1):
        stream = folder.name == "format"
        got = shown(program, case) if stream else read(program, case, folder.name)
        expected = case / ("expected" if stream else "expected.json")
        if update:
            expected.write_text(got, encoding="utf-8")
        wanted = expected.read_text(encoding="utf-8") if expected.exists() else ""
        if got != wanted:
            failed = True
            for line in difflib.unified_diff(wanted.splitlines(), got.splitlines(), "expected", "got", lineterm=""):
                print("#", line)
        print(f"{'ok' if got == wanted else 'not ok'} {number} - {case.name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
