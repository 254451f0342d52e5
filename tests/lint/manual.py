#!/usr/bin/python3
"""The manual and --help name the same verbs and options. usage: manual.py GANGER"""
import pathlib
import re
import subprocess
import sys
import unittest

GANGER = sys.argv[1]
PAGE = (pathlib.Path(__file__).resolve().parents[2] / "man" / "ganger.1.scd").read_text(encoding="utf-8")
OPTION = r"(?<![\w-])(--?[a-z][a-z-]*)"


def section(title, marker="#"):
    found = re.search(rf"^{marker} {title}\n(.*?)(?=^#{{1,{len(marker)}}} |\Z)", PAGE, re.M | re.S)
    return found.group(1) if found else ""


def help_of(*verb):
    return subprocess.run([GANGER, *verb, "--help"], check=True, capture_output=True, text=True).stdout


def options_in_help(*verb):
    """What begins a line: descriptions may mention options, too."""
    found = set()
    for line in help_of(*verb).splitlines():
        match = re.match(r"\s+(-[^\s]*)", line)
        if match:
            found |= set(re.findall(OPTION, match.group(1)))
    return found


def options_in_manual(title):
    return {option for line in section(title, "##").splitlines() if line.startswith("*-")
            for option in re.findall(OPTION, line)}


def verbs_in_help():
    return set(re.findall(r"^  ([a-z]+) ", re.split(r"(?im)^(?:subcommands|verbs):", help_of())[-1], re.M))


class Manual(unittest.TestCase):
    def test_every_verb_of_help_is_explained_and_no_other(self):
        self.assertLess({"start", "check", "help"}, verbs_in_help())
        self.assertEqual(verbs_in_help(), set(re.findall(r"^\*(\w+)\*", section("VERBS"), re.M)))

    def test_every_option_of_a_verb_is_explained_and_no_other(self):
        for verb in verbs_in_help():
            with self.subTest(verb):
                all_verbs = options_in_manual("Where files are read") | options_in_manual("Everywhere")
                self.assertEqual(options_in_help() | options_in_help(verb),
                                 all_verbs | options_in_manual(f"Of {verb}"))

    def test_help_of_a_verb_is_the_same_in_both_ways(self):
        for verb in verbs_in_help():
            with self.subTest(verb):
                asked = subprocess.run([GANGER, "help", verb], check=True, capture_output=True, text=True).stdout
                self.assertEqual(asked, help_of(verb))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
