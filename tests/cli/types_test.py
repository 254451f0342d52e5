"""What ganger.toml has the kernel told about the processes of a type: folder, umask, limits, priority."""
import os
import resource

from ganger import GangerTestCase, main

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


if __name__ == "__main__":
    main()
