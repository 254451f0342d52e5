"""What a process that failed said last, once more at the end, on a terminal."""
from ganger import GangerTestCase, free_base, main
from window import Window

# The others have much to say when they are stopped.
PROCFILE = """bad: echo first; echo 'ValueError: 42'; sleep 0.3; exit 3
chatty: trap 'for i in 1 2 3 4 5 6 7 8; do echo bye $i; done; exit 0' TERM; echo up; while :; do sleep 0.1; done
"""


class Reminder(GangerTestCase):
    def window(self, *arguments):
        window = Window(("start", "-p", free_base(), "--timestamps", "none", "--color", "never", *arguments), self.folder, self.environment)
        self.addCleanup(window.kill)
        return window

    def test_the_last_lines_come_again_above_the_last_one_of_all(self):
        self.write("Procfile", PROCFILE)
        window = self.window()
        self.assertEqual(3, window.ends())
        own = window.of("ganger")
        self.assertEqual(["the last lines of bad.1, once more:", "    first", "    ValueError: 42", "exit 3: bad.1 exited 3"],
                         [line.rstrip() for line in own[-4:]])

    def test_of_a_crash_loop_when_it_goes_quiet(self):
        self.write("Procfile", "bad: echo 'ValueError: 42'; exit 3\nother: sleep 600\n")
        self.write("ganger.toml", "[types.bad]\nrestart = 'always'\nbackoff = { initial = '10ms', max = '10ms' }\n")
        window = self.window("--hide", "bad")
        window.wait_for("told once a minute from now on")
        window.spawned.sendintr()
        self.assertEqual(0, window.ends())
        lines = [line.rstrip() for line in window.of("ganger")]
        at = lines.index("the last lines of bad.1, once more:")
        self.assertEqual("    ValueError: 42", lines[at + 1])
        self.assertRegex(lines[at + 2], "told once a minute")
        self.assertEqual(1, window.seen.count(b"once more"))

    def test_not_where_they_stand_there_anyway(self):
        self.write("Procfile", "bad: echo 'ValueError: 42'; exit 3\nother: sleep 600\n")
        window = self.window()
        self.assertEqual(3, window.ends())
        self.assertEqual(1, window.seen.count(b"ValueError"))

    def test_not_elsewhere(self):
        self.write("Procfile", PROCFILE)
        run = self.start()
        self.assertEqual(3, run.ends())
        self.assertEqual(1, run.out.text.count("ValueError"))

    def test_not_after_an_end_that_was_asked_for(self):
        self.write("Procfile", "web: echo up; sleep 600\n" + PROCFILE.split("\n")[1] + "\n")
        window = self.window()
        window.wait_for(r"chatty.1 \| up")
        window.spawned.sendintr()
        self.assertEqual(0, window.ends())
        self.assertNotIn(b"once more", window.seen)


if __name__ == "__main__":
    main()
