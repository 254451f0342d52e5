#!/usr/bin/env python3
"""Compares `ganger check --json --show-values` with a corpus of real Procfiles and .env files.

    tests/corpus.py --ganger BUILD/src/cli/ganger CORPUS_DIR

CORPUS_DIR/expected.json maps a path beginning with procfiles/ or dotenv/ to {"expected": what is read beside
the errors, "diagnostics": [{"line", "col", "severity", "code"}]}. Wording is not compared. Exit 1 if a file differs.

Then counts how the commands of all Procfiles are started: directly, by a shell that becomes the program, by one that stays,
and what these shells are needed for. Entries of files with errors can't be started and are counted apart.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

# What the expected values were read with.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/home/oracle", "USER": "oracle", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def check(ganger, procfile, dotenv):
    command = [ganger, "check", "--json", "--show-values", "-f", str(procfile), "-e", str(dotenv)]
    run = subprocess.run(command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    if run.returncode not in (0, 2):
        raise RuntimeError(f"exit {run.returncode}: {run.stderr.decode(errors='replace').strip()}")
    return run.returncode, json.loads(run.stdout)


def what_was_read(kind, report):
    if kind == "procfiles":
        return report["procfile"] and [[entry["name"], entry["command"]] for entry in report["procfile"]]
    return report["env"] and {key: variable["value"] for key, variable in report["env"].items()}


def differences(ganger, corpus, plain_procfile, name, expected):
    kind = name.split("/")[0]
    file = corpus / name
    code, report = check(ganger, file, "/dev/null") if kind == "procfiles" else check(ganger, plain_procfile, file)
    read = what_was_read(kind, report)
    # What no reader can know, but only who is to start it, is no part of the comparison.
    found = sorted((d["line"], d["column"], d["severity"], d["code"]) for d in report["diagnostics"]
                   if d["code"] != "no-start")
    wanted = sorted((d["line"], d["col"], d["severity"], d["code"]) for d in expected["diagnostics"])
    wanted_code = 2 if any(severity == "error" for _, _, severity, _ in wanted) else 0
    for what, got, want in (("read", read, expected["expected"]), ("diagnostics", found, wanted), ("exit", code, wanted_code)):
        if got != want:
            yield f"{name}: {what}\n  got      {got}\n  expected {want}"


def starts(ganger, procfile):
    """How each of its commands is started, as (direct, exec, shell or None, why)."""
    _, report = check(ganger, procfile, "/dev/null")
    return [(entry.get("start"), entry.get("why")) for entry in report["procfile"] or []]


def print_starts(found):
    ways = collections.Counter(way or "not at all" for way, _ in found)
    total = len(found) or 1
    print(f"{len(found)} commands: " + ", ".join(f"{ways[way]} {way} ({100 * ways[way] / total:.1f} %)"
                                                for way in ("direct", "exec", "shell", "not at all")))
    for way in ("exec", "shell"):
        reasons = collections.Counter(why for found_way, why in found if found_way == way)
        print(f"{way} for: " + ", ".join(f"{why:.30} {count}" for why, count in reasons.most_common(15)))


def main():
    parser = argparse.ArgumentParser(description="compare `ganger check` with a corpus")
    parser.add_argument("--ganger", type=pathlib.Path, required=True, help="the program to try")
    parser.add_argument("corpus", type=pathlib.Path, metavar="CORPUS_DIR")
    arguments = parser.parse_args()
    ganger = arguments.ganger.absolute()
    corpus = arguments.corpus.absolute()
    cases = json.loads((corpus / "expected.json").read_text(encoding="utf-8"))

    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        plain_procfile = pathlib.Path(folder, "Procfile")
        plain_procfile.write_text("web: true\n", encoding="utf-8")

        def compare(case):
            try:
                return list(differences(ganger, corpus, plain_procfile, *case))
            except (RuntimeError, OSError, ValueError, subprocess.TimeoutExpired) as error:
                return [f"{case[0]}: {error}"]

        results = list(pool.map(compare, cases.items()))
        procfiles = sorted((corpus / "procfiles").iterdir())
        commands = [start for found in pool.map(lambda file: starts(ganger, file), procfiles) for start in found]
    for result in results:
        for difference in result:
            print(difference)
    failed = sum(1 for result in results if result)
    print(f"{len(cases) - failed} of {len(cases)} files agree")
    print_starts(commands)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
