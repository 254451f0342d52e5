"""A terminal for each child: where ours is one, and what it is like."""
import os
import signal
import subprocess
from pathlib import Path

from ganger import EXECUTABLE, GangerTestCase, free_base, main, stands_still, wait_until
from processes import descendants
from window import Window


class PtyTestCase(GangerTestCase):
    def on_terminal(self, *arguments, environment=None, **size):
        run = Window(["start", "-p", free_base(), *arguments], self.folder,
                       {**self.environment, **(environment or {})}, **size)
        self.addCleanup(run.kill)
        return run

    def shown(self, procfile, *arguments, status=0, timeout=20, **options):
        """What a run to the end shows on a terminal."""
        self.write("Procfile", procfile)
        run = self.on_terminal(*arguments, **options)
        self.assertEqual(status, run.ends(timeout), run.seen[-3000:].decode(errors="replace"))
        self.assert_nothing_left()
        return run


IS_TERMINAL = "for n in 0 1 2; do test -t $n && echo $n yes || echo $n no; done"


class WhoHasAPty(PtyTestCase):
    def test_a_child_writes_into_a_terminal_where_ganger_does(self):
        run = self.shown(f"job: {IS_TERMINAL}\nother: true\n")
        self.assertEqual(["0 no", "1 yes", "2 yes"], run.of("job.1"))

    def test_a_child_writes_into_a_pipe_where_ganger_does(self):
        self.write("Procfile", f"job: {IS_TERMINAL}\n")
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertEqual(["0 no", "1 no", "2 no"], run.out.of("job.1"))

    def test_a_single_instance_reads_from_its_terminal_too(self):
        run = self.shown(f"job: {IS_TERMINAL}\n")
        self.assertEqual(["0 yes", "1 yes", "2 yes"], run.of("job.1"))

    def test_never_is_a_pipe_and_always_a_terminal(self):
        self.write("ganger.toml", "[types.a]\npty = 'never'\n[types.b]\npty = 'always'\n")
        procfile = f"a: {IS_TERMINAL}\nb: {IS_TERMINAL}\n"
        run = self.shown(procfile)
        self.assertEqual(["0 no", "1 no", "2 no"], run.of("a.1"))
        self.assertEqual(["0 no", "1 yes", "2 yes"], run.of("b.1"))
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertEqual(["0 no", "1 no", "2 no"], run.out.of("a.1"))
        self.assertEqual(["0 no", "1 yes", "2 yes"], run.out.of("b.1"))

    def test_on_a_host_none_by_itself_in_a_container_a_single_process(self):
        run = self.shown(f"job: {IS_TERMINAL}\n", "--profile", "host", "--log-format", "plain", "--exit-when", "any")
        self.assertEqual(["0 no", "1 no", "2 no"], run.of("job.1"))
        run = self.shown(f"job: {IS_TERMINAL}\n", "--profile", "container", "--log-format", "plain")
        self.assertEqual(["0 yes", "1 yes", "2 yes"], run.of("job.1"))

    def test_python_is_told_to_write_at_once_only_into_a_pipe(self):
        self.write("ganger.toml", "[types.a]\npty = 'never'\n")
        run = self.shown("a: echo ${PYTHONUNBUFFERED:-unset}\nb: echo ${PYTHONUNBUFFERED:-unset}\n")
        self.assertEqual(["1"], run.of("a.1"))
        self.assertEqual(["unset"], run.of("b.1"))


class WhatAPtyIsLike(PtyTestCase):
    def test_it_is_the_terminal_of_the_child(self):
        run = self.shown("job: echo hello > /dev/tty\n")
        self.assertEqual(["hello"], run.of("job.1"))

    def test_no_carriage_return_is_doubled(self):
        run = self.shown("job: printf 'a\\nb\\n'\n")
        self.assertNotIn(b"\r\r", run.seen)
        self.assertEqual(["a", "b"], run.of("job.1"))

    def test_it_is_as_wide_as_ours_less_what_stands_before_the_lines(self):
        run = self.shown("job: stty size < /dev/tty\n", columns=100, rows=30)
        prefix = len("14:03:07 ganger | ")
        self.assertEqual([f"30 {100 - prefix}"], run.of("job.1"))
        run = self.shown("job: stty size < /dev/tty\n", "--timestamps", "none", columns=90, rows=20)
        self.assertEqual([f"20 {90 - len('ganger | ')}"], run.of("job.1"))

    def test_it_follows_the_size_of_ours(self):
        self.write("Procfile", "job: trap 'stty size < /dev/tty' WINCH; echo ready; while :; do sleep 0.05; done\n")
        run = self.on_terminal("--timestamps", "none", columns=100, rows=30)
        run.wait_for("ready")
        run.resize(61, 17)
        run.wait_for(rf"\b17 {61 - len('ganger | ')}\r\n")
        os.kill(run.pid, signal.SIGTERM)
        self.assertEqual(0, run.ends())

    def test_without_a_terminal_of_ours_it_has_the_usual_size_or_the_named_one(self):
        self.write("ganger.toml", "[types.job]\npty = 'always'\n")
        self.write("Procfile", "job: stty size < /dev/tty\n")
        for environment, size in (({}, "24 80"), ({"COLUMNS": "132", "LINES": "50"}, "50 132")):
            run = self.start(environment=environment)
            self.assertEqual(0, run.ends())
            self.assertEqual([size], run.out.of("job.1"))

    def test_a_program_that_asks_where_its_cursor_is_gets_an_answer(self):
        run = self.shown(f"job: {self.program('asks_terminal')}\nother: true\n", rows=30)
        self.assertIn(r"the answer is b'\x1b[30;4R'", run.of("job.1"))

    def test_a_program_that_looks_for_a_terminal_writes_in_colour(self):
        (self.folder / "folder").mkdir()
        run = self.shown("job: ls -d --color=auto folder\n", environment={"LS_COLORS": "di=01;34"})
        self.assertRegex(run.of("job.1")[0], r"^\x1b\[0m\x1b\[01;34mfolder\x1b\[0m$")


class Progress(PtyTestCase):
    BAR = "for n in 10 20 30; do printf '\\r%s%%' $n; until test -e $n; do sleep 0.01; done; done; echo"

    def test_a_bar_moves_in_its_line(self):
        self.write("Procfile", f"job: {self.BAR}\n")
        run = self.on_terminal("--timestamps", "none", "--color", "never")
        run.wait_for(r"job\.1  \| 10%")
        self.write("10", "")
        run.wait_for(r"^\r\x1b\[K\x1b\[0mjob\.1  \| 20%")
        self.write("20", "")
        run.wait_for(r"^\r\x1b\[K\x1b\[0mjob\.1  \| 30%")
        self.write("30", "")
        run.wait_for(r"^\r\n")
        self.assertEqual(0, run.ends())

    def test_a_bar_gives_way_to_others_and_comes_back_below_them(self):
        other = "until test -e other; do sleep 0.01; done; echo hello; until test -e 30; do sleep 0.01; done"
        self.write("Procfile", f"job: {self.BAR}\nother: {other}\n")
        run = self.on_terminal("--timestamps", "none", "--color", "never")
        run.wait_for(r"job\.1   \| 10%")
        self.write("other", "")
        run.wait_for(r"^\r\x1b\[Kother\.1 \| hello\r\njob\.1   \| 10%")
        for number in ("10", "20", "30"):
            self.write(number, "")
        self.assertEqual(0, run.ends())
        self.assertNotIn(b"[cut]", run.seen)
        self.assertRegex(run.seen, rb"\| 30%\r\n")


class WithoutPtys(PtyTestCase):
    WITHOUT_PTMX = ["-Urm", "sh", "-c", 'mount --bind /dev/null /dev/ptmx && exec "$@"', "sh", EXECUTABLE]

    def setUp(self):
        super().setUp()
        if subprocess.run(["unshare", *self.WITHOUT_PTMX[:-1], "true"], check=False, capture_output=True).returncode:
            self.skipTest("no namespace may be made here")

    def shown_without(self, procfile, status):
        self.write("Procfile", procfile)
        run = Window([*self.WITHOUT_PTMX, "start", "-p", free_base()], self.folder, self.environment,
                     executable="unshare")
        self.addCleanup(run.kill)
        self.assertEqual(status, run.ends())
        self.assert_nothing_left()
        return run

    def test_there_are_pipes_and_that_is_said_once(self):
        run = self.shown_without(f"a: {IS_TERMINAL}\nb: echo ${{PYTHONUNBUFFERED:-unset}}\n", 0)
        self.assertEqual(["0 no", "1 no", "2 no"], run.of("a.1"))
        self.assertEqual(["1"], run.of("b.1"))
        said = [text for text in run.of("ganger") if "cannot open a pty" in text]
        self.assertEqual(1, len(said), run.seen)
        self.assertRegex(said[0], r"cannot open a pty: [A-Z].*; the processes write into pipes")

    def test_what_must_have_one_is_not_started(self):
        self.write("ganger.toml", "[types.job]\npty = 'always'\n")
        run = self.shown_without("job: echo never\n", 125)
        self.assertEqual([], run.of("job.1"))
        self.assertRegex(run.of("ganger")[1], r"^job\.1 cannot be started: pty: [A-Z]")


class Many(PtyTestCase):
    def test_a_hundred_start_and_stop_and_hold_what_they_need(self):
        self.write("Procfile", "job: stty size < /dev/tty; exec sleep 600\n")
        run = self.on_terminal("-m", "job=100", "--color", "never")
        for _ in range(100):
            run.wait_for(rb"\| 30 \d+\r\n", timeout=30)
        # Each: its master and its slave, a pidfd.
        self.assertLess(len(os.listdir(f"/proc/{run.pid}/fd")), 330)
        os.kill(run.pid, signal.SIGTERM)
        self.assertEqual(0, run.ends(30))
        self.assert_nothing_left()


class LivesOn(PtyTestCase):
    def running(self, procfile, *arguments):
        self.write("Procfile", procfile)
        return self.on_terminal("--timestamps", "none", "--color", "never", *arguments)

    def stop(self, run):
        os.kill(run.pid, signal.SIGTERM)
        self.assertEqual(0, run.ends())
        self.assert_nothing_left()

    def test_a_program_that_writes_elsewhere_is_not_hung_up_and_finds_its_terminal_again(self):
        run = self.running("job: exec > log 2>&1 < /dev/null; touch left; until test -e back; do sleep 0.01; done; "
                           "echo back > /dev/tty; sleep 600\nother: sleep 600\n")
        wait_until((self.folder / "left").exists, "it writes into its log")
        self.write("back", "")
        run.wait_for(r"job\.1   \| back\r\n")
        self.stop(run)

    def test_a_daemon_that_keeps_the_terminal_holds_nobody_up(self):
        run = self.running("job: (setsid sh -c 'trap \"\" HUP; while :; do echo on and on; done' &); sleep 0.2; exit 3\n")
        self.assertEqual(3, run.ends())
        self.assertIn(b"job.1 exited 3", run.seen)
        self.assert_nothing_left()

    def test_nobody_who_reads_sees_an_end(self):
        run = self.running("a: cat; echo ended\nb: cat < /dev/tty; echo ended\nc: echo ready; sleep 600\n")
        run.wait_for("ready")
        wait_until(lambda: sum(child.name in ("cat", "sleep") for child in descendants(run.pid)) == 3, "all read")
        self.stop(run)
        self.assertNotIn(b"| ended", run.seen)

    def test_a_prompt_waits_without_costing_anything(self):
        run = self.running("job: /usr/bin/python3 -q -I -S\n")
        run.wait_for(r"job\.1  \| >>> ")

        def ticks():
            return sum(map(int, Path(f"/proc/{run.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))

        before = ticks()
        stands_still(lambda: None, "half a second passes", seconds=0.5)
        self.assertLessEqual(ticks() - before, 10)
        self.stop(run)

    def test_a_writer_waits_while_nobody_reads(self):
        self.write("ganger.toml", "[types.flood]\npty = 'always'\n")
        self.write("Procfile", "flood: i=0; while :; do seq 1000; i=$((i + 1)); echo $i > count; done\n")
        read_end, write_end = os.pipe()
        run = self.start(stdout=write_end)
        os.close(write_end)

        def count():
            return (self.folder / "count").read_text() if (self.folder / "count").exists() else ""

        wait_until(count, "it writes")
        stands_still(count, "it waits")
        waiting = count()
        taken = 0
        while taken < 1 << 20:
            taken += len(os.read(read_end, 1 << 16))
        wait_until(lambda: count() != waiting, "it goes on")
        os.close(read_end)
        self.assertEqual(0, run.ends())


class LastWords(PtyTestCase):
    def assert_all_lines(self, run, count):
        wanted = [f"line {number} {'x' * (number % 90)}" for number in range(count)]
        self.assertEqual(wanted, [text for text in run.of("job.1") if text.startswith("line ")])

    def test_twenty_thousand_lines_and_an_exit_all_arrive_before_the_end_is_told(self):
        run = self.shown(f"job: {self.program('twenty_thousand')}; exit 3\n", status=3)
        self.assert_all_lines(run, 20000)
        text = run.seen.decode()
        self.assertLess(text.index("line 19999 "), text.index("job.1 exited 3"))

    def test_they_arrive_before_the_end_is_told_although_another_holds_the_terminal(self):
        daemon = "(trap '' HUP; sleep 100 & )"
        run = self.shown(f"job: {daemon}; {self.program('twenty_thousand')}; exit 3\n", status=3)
        self.assert_all_lines(run, 20000)
        text = run.seen.decode()
        self.assertLess(text.index("line 19999 "), text.index("job.1 exited 3"))

    def test_a_last_line_without_newline_is_kept(self):
        run = self.shown("job: printf 'first\\nlast words'\n")
        self.assertEqual(["first", "last words"], run.of("job.1"))


if __name__ == "__main__":
    main()
