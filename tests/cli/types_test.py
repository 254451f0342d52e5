"""What ganger.toml has the kernel told about the processes of a type: folder, umask, limits, priority."""
import os
import pwd
import resource
import signal
import unittest

from ganger import GangerTestCase, main, wait_until
from processes import process

SHOW = "sh -c 'ulimit -Sn; ulimit -Hn; ulimit -c; umask; nice; cat /proc/self/oom_score_adj; pwd; echo $PWD'"
SETTINGS = """[types.web]
dir = "backend"
umask = "0027"
nice = 7
oom_score_adj = 700
limits = { nofile = { soft = 70, hard = 90 }, core = 0 }
port = false
"""
SHOWN = ["70", "90", "0", "0027", "7", "700"]


class TypesTestCase(GangerTestCase):
    def settings(self, keys, command="true"):
        self.write("Procfile", f"web: {command}\n")
        self.write("ganger.toml", f"[types.web]\nport = false\n{keys}\n")

    def check(self):
        run = self.ganger("check")
        return run.ends(), run.err.lines

    def refused(self, reason, *verb, status=125):
        """By the kernel, at the launch."""
        run = self.ganger(*verb or ("start",))
        self.assertEqual(status, run.ends(), run.err.text)
        self.assertIn(f"web.1 cannot be started: {reason}", (run.out.text + run.err.text).replace("run.1", "web.1"))
        self.assert_nothing_left()


class Processes(TypesTestCase):
    def setUp(self):
        super().setUp()
        folder = self.folder / "backend"
        folder.mkdir()
        self.shown = [*SHOWN, str(folder), str(folder)]
        self.write("Procfile", f"web: {SHOW}\nother: {SHOW}\n")
        self.write("ganger.toml", SETTINGS)

    def test_are_as_the_settings_say(self):
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertEqual(self.shown, run.out.of("web.1"))

    def test_of_another_type_are_as_ganger_was_started(self):
        run = self.start()
        self.assertEqual(0, run.ends())
        soft, hard = (str(limit) for limit in resource.getrlimit(resource.RLIMIT_NOFILE))
        mask = os.umask(0)
        os.umask(mask)
        said = run.out.of("other.1")
        self.assertEqual([soft, hard, f"{mask:04o}", "0", str(self.folder)], said[:2] + said[3:5] + said[6:7])

    def test_are_the_same_as_one_offs_of_the_type(self):
        command = SHOW[len("sh -c '"):-1]
        for words in (["run", "web"], ["run", "--type", "web", "sh", "-c", command], ["exec", "web"]):
            run = self.ganger(*words)
            self.assertEqual(0, run.ends(), run.err.text)
            self.assertEqual(self.shown, run.out.lines, words)

    def test_a_one_off_of_no_type_is_as_we_are(self):
        run = self.ganger("run", "pwd")
        self.assertEqual(0, run.ends())
        self.assertEqual([str(self.folder)], run.out.lines)

    def test_the_folder_is_in_the_environment(self):
        run = self.ganger("env", "web", "--explain")
        self.assertEqual(0, run.ends())
        self.assertRegex(run.out.text, rf"PWD={self.folder}/backend +# ganger\n")


class Refused(TypesTestCase):
    def test_a_folder_that_is_not_there(self):
        self.settings('dir = "gone"')
        for verb in ("start",), ("run", "web"), ("exec", "web"):
            self.refused(f"working directory '{self.folder}/gone': No such file or directory", *verb)

    def test_a_limit_is_named_with_both_values(self):
        self.settings("limits = { core = 0, nofile = 4000000000 }")
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        for verb in ("start",), ("run", "web"), ("exec", "web"):
            self.refused(f"setting limit nofile to 4000000000, above the hard limit of {hard}: Operation not permitted", *verb)

    def test_the_others_go_on(self):
        self.settings("limits = { nofile = 4000000000 }\nessential = false")
        self.write("Procfile", "web: true\nother: sh -c 'echo works; exec sleep 60'\n")
        run = self.start()
        run.wait_for("web.1 cannot be started: setting limit nofile")
        run.wait_for(r"other.1 *\| works")
        self.assertEqual(0, run.stop())


class Signals(TypesTestCase):
    def test_are_passed_on_to_those_who_want_them(self):
        traps = "sh -c 'trap \"echo got it\" USR1 RTMIN+2; echo ready; while :; do sleep 600 & wait; done'"
        self.write("Procfile", f"web: {traps}\nother: {traps}\n")
        self.write("ganger.toml", "[types.web]\nforward = ['USR1', 'SIGRTMIN+2']\nport = false\n")
        run = self.start()
        for name in ("web.1", "other.1"):
            run.wait_for(rf"{name} *\| ready")
        for number in (signal.SIGUSR1, signal.SIGRTMIN + 2):
            run.send(number)
            wait_until(lambda: run.out.of("web.1")[1:] == ["got it"] * (1 if number == signal.SIGUSR1 else 2), "it came")
        run.send(signal.SIGRTMIN + 3)
        self.assertEqual(0, run.stop())
        self.assertEqual(["ready"], run.out.of("other.1"))


class OutOfMemory(TypesTestCase):
    def test_takes_the_others_before_us(self):
        """Who was put above 0 may go back to it; below needs a privilege."""
        self.settings("", "sh -c 'cat /proc/self/oom_score_adj; exec sleep 600'")

        def come_first():
            with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
                file.write("500")

        run = self.start(preexec_fn=come_first)
        run.wait_for(r"web.1 *\| 500")
        with open(f"/proc/{run.pid}/oom_score_adj", encoding="ascii") as file:
            self.assertIn(int(file.read()), (-900, 0))
        self.assertEqual(0, run.stop())


class Check(TypesTestCase):
    def test_tells_each_with_its_place(self):
        self.settings('umask = 27\nnice = 20\noom_score_adj = "x"\nlimits = { nofiles = 1 }\ndir = ""')
        status, lines = self.check()
        self.assertEqual(2, status)
        self.assertEqual([f"ganger.toml:{line}" for line in ("3:9", "4:8", "5:17", "6:12", "7:7")],
                         [":".join(line.split(":")[:3]) for line in lines])
        self.assertIn("did you mean 'nofile'?", lines[3])

    def test_warns_of_a_folder_that_is_not_there_yet(self):
        self.settings('dir = "gone"')
        self.assertEqual((0, [f"ganger.toml:3:7: warning: there is no folder '{self.folder}/gone', so web can't be started "
                              "[missing-folder]"]), self.check())
        (self.folder / "gone").mkdir()
        self.assertEqual((0, []), self.check())


NOBODY = pwd.getpwnam("nobody")
ROOT = os.geteuid() == 0
SHOW_USER = "sh -c 'id -u; id -g; echo $HOME $USER $LOGNAME $SHELL'"
SHOWN_USER = [str(NOBODY.pw_uid), str(NOBODY.pw_gid), f"{NOBODY.pw_dir} nobody nobody {NOBODY.pw_shell}"]


@unittest.skipUnless(ROOT, "only root may change the user")
class User(TypesTestCase):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)

    def test_is_whose_the_processes_are(self):
        self.settings('user = "nobody"', SHOW_USER)
        for words in (["start"], ["run", "web"], ["exec", "web"]):
            run = self.ganger(*words, environment={"HOME": "/root", "USER": "root", "LOGNAME": "root", "SHELL": "/x"})
            self.assertEqual(0, run.ends(), run.err.text)
            self.assertEqual(SHOWN_USER, run.out.of("web.1") or run.out.lines, words)

    def test_is_no_reason_to_lose_what_the_app_sets(self):
        self.settings('user = "nobody"\nenv = { SHELL = "/typed" }', SHOW_USER)
        self.write(".env", "LOGNAME=found\n")
        run = self.start("--set", "HOME=/set")
        self.assertEqual(0, run.ends())
        self.assertEqual("/set nobody found /typed", run.out.of("web.1")[2])

    def test_is_in_the_environment_that_is_told(self):
        self.settings('user = "nobody"')
        run = self.ganger("env", "web", "--explain", environment={"HOME": "/root"})
        self.assertEqual(0, run.ends())
        self.assertRegex(run.out.text, rf"HOME={NOBODY.pw_dir} +# ganger.toml:3, hides the environment\n")

    def test_has_the_group_that_is_named(self):
        self.settings('user = "nobody"\ngroup = 4321', "id -G")
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertEqual(["4321"], run.out.of("web.1"))

    def test_may_be_a_number_of_nobody(self):
        self.settings("user = 54321", SHOW_USER)
        run = self.start(environment={"HOME": "/root"})
        self.assertEqual(0, run.ends())
        self.assertEqual(["54321", "54321", "/ 54321 54321 /bin/sh"], run.out.of("web.1"))

    def test_opens_its_output_anew(self):
        self.settings('user = "nobody"', "sh -c 'echo anew > /dev/stdout; echo twice > /dev/stderr'")
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertEqual(["anew", "twice"], run.out.of("web.1"))

    def test_does_not_keep_a_process_from_ending(self):
        self.settings('user = "nobody"', "sh -c 'trap \"\" TERM; sleep 600 & echo ready; wait; wait'")
        run = self.start("-t", "0.2")
        run.wait_for(r"web.1 *\| ready")
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_does_not_keep_a_process_alive_without_us(self):
        self.settings('user = "nobody"', "sleep 600")
        run = self.start()
        run.wait_for("web.1 started")
        child = wait_until(lambda: [each for each in run.tree() if each.name == "sleep"], "it runs")[0]
        run.send(signal.SIGKILL)
        wait_until(lambda: (process(child.pid) or child).state in "ZX" or process(child.pid) is None, "it ends, too")

    def test_must_be_known(self):
        for keys, place, words in (('user = "nobdy"', "3:8", "there is no user 'nobdy' on this machine"),
                                   ('user = "nobody"\ngroup = "nogrp"', "4:9", "there is no group 'nogrp' on this machine")):
            self.settings(keys)
            line = f"ganger.toml:{place}: error: {words} [unknown-user]"
            self.assertEqual((2, [line]), self.check())
            run = self.start()
            self.assertEqual(2, run.ends())
            self.assertIn(line, run.err.text)
            run = self.ganger("exec", "web")
            self.assertEqual(125, run.ends())


class OrdinaryUser(TypesTestCase):
    """Ganger itself is nobody's."""

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)

    def ganger(self, *arguments, **options):
        if ROOT:
            options.update(user=NOBODY.pw_uid, group=NOBODY.pw_gid, extra_groups=[])
        return super().ganger(*arguments, **options)

    def test_runs_as_itself_in_the_profile_dev_and_says_so(self):
        for user in ("root", "no-such-user"):
            self.settings(f'user = "{user}"', "sh -c 'id -u; echo $HOME'")
            run = self.start()
            self.assertEqual(0, run.ends(), run.err.text)
            us = NOBODY.pw_uid if ROOT else os.geteuid()
            self.assertEqual([str(us), self.environment["HOME"]], run.out.of("web.1"))
            self.assertIn(f"ganger.toml:3:8: warning: only root may run web as '{user}'; it runs as you [needs-root]",
                          run.err.text)

    def test_starts_nothing_elsewhere(self):
        self.settings('user = "root"')
        for profile in ("host", "container"):
            run = self.start("--profile", profile)
            self.assertEqual(2, run.ends())
            self.assertIn("ganger.toml:3:8: error: only root may run web as 'root' [needs-root]", run.err.text)
            self.assertEqual("", run.out.text)

    @unittest.skipUnless(ROOT, "another user's name")
    def test_may_be_named(self):
        self.settings('user = "nobody"', SHOW_USER)
        run = self.start("--profile", "host", "--exit-when", "all", "--set", "PS=x")
        run.wait_for(r"web.1 *\| " + SHOWN_USER[2])
        run.stop()
        self.assertNotIn("root", run.err.text)

    def test_may_lower_but_not_raise_a_limit(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.settings(f"limits = {{ nofile = {hard + 1} }}")
        self.refused(f"setting limit nofile to {hard + 1}, above the hard limit of {hard}: Operation not permitted")
        self.settings("limits = { nofile = 64 }", "sh -c 'ulimit -Hn'")
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertEqual(["64"], run.out.of("web.1"))

    def test_may_yield_but_not_press(self):
        self.settings("nice = -5")
        self.refused("setting nice to -5: Permission denied")
        self.settings("oom_score_adj = -1000")
        self.refused("setting oom_score_adj to -1000: Permission denied")


if __name__ == "__main__":
    main()
