"""ganger was killed: what it left is ended by the next start, and nothing else is."""
import os
import random
import signal
import subprocess
import time
import unittest
from pathlib import Path

from ganger import EXECUTABLE, PATIENCE, GangerTestCase, free_base, main, wait_until
from processes import descendants, process

FREEZER = Path("/sys/fs/cgroup/freezer")
HAD_LEFT = r"a ganger that was killed had left (.*) behind: ended$"


class Killed(GangerTestCase):
    def killed(self, count, *arguments, **options):
        """Killed with so many left."""
        run = self.start(*arguments, **options)
        wait_until(lambda: len([each for each in run.tree() if each.parent != run.pid]) >= count, "what will be left runs")
        run.kill_alone()
        wait_until(lambda: len(self.living()) == count, f"{count} are left: {self.left_over()}")
        return self.living()

    def living(self):
        return [each for each in self.left_over() if each.state != "Z"]

    def assert_ended(self, processes):
        for each in processes:
            now = process(each.pid)
            self.assertTrue(now is None or now.state == "Z" or now.command != each.command, f"still there: {now}")

    def started(self, *arguments, **options):
        run = self.start(*arguments, **options)
        run.wait_for(r"worker\.1 started")
        return run

    def test_what_is_left_of_a_pipeline_is_ended_and_said_in_one_line(self):
        self.write("Procfile", "worker: sleep 600 | cat\n")
        left = self.killed(2)
        run = self.started()
        self.assert_ended(left)
        said = [line for line in run.out.lines if "that was killed" in line]
        self.assertEqual(1, len(said), run.out.text)
        for each in left:
            self.assertIn(f"{each.name} ({each.pid}) of worker.1", said[0])
        self.assertLess(run.out.index("that was killed"), run.out.index("worker.1 started"))
        self.assertEqual(0, run.stop())
        self.assertEqual("", run.err.text)

    def test_where_nothing_is_left_nothing_is_said(self):
        self.write("Procfile", "worker: sleep 600\n")
        self.killed_at_once()
        run = self.started()
        self.assertNotIn("that was killed", run.out.text)
        self.assertEqual(0, run.stop())

    def killed_at_once(self):
        run = self.started()
        run.kill_alone()
        wait_until(lambda: not self.living(), "its children die with it")

    def test_there_are_never_two_of_an_instance(self):
        self.write("Procfile", "worker: flock --nonblock lock sleep 600 || echo two of us & wait\n")
        left = self.killed(3)
        run = self.started()
        wait_until(lambda: [each for each in run.tree() if each.name == "sleep"], "the new one has the lock")
        self.assert_ended(left)
        self.assertEqual(0, run.stop())
        self.assertNotIn("two of us", run.out.text)

    def test_one_that_ignores_sigterm_is_killed_in_time(self):
        self.write("Procfile", "worker: (trap '' TERM; exec sleep 600) & wait\n")
        left = self.killed(1)
        begin = time.monotonic()
        run = self.start("-t", "1.5")
        run.wait_for("worker.1 started")
        self.assertGreater(time.monotonic() - begin, 1.4)
        self.assert_ended(left)
        self.assertIn(f"waiting for sleep ({left[0].pid}) of worker.1, left by a ganger that was killed; SIGKILL in 1 s", run.err.text)
        self.assertIn(f"sleep ({left[0].pid}) of worker.1 did not end in time: SIGKILL", run.err.text)
        run.send(signal.SIGINT)
        run.ends()

    def test_one_that_stands_still_is_continued_and_ends(self):
        self.write("Procfile", "worker: sh -c 'trap \"echo orderly >>ends; exit\" TERM; while :; do sleep 0.05; done' 2>/dev/null & wait\n")
        run = self.started()
        wait_until(lambda: len(run.tree()) >= 3, "it runs")
        shell = next(each for each in run.tree() if "orderly" in each.command and each.parent != run.pid)
        os.kill(shell.pid, signal.SIGSTOP)
        run.kill_alone()
        again = self.started()
        self.assertEqual("orderly\n", (self.folder / "ends").read_text())
        self.assertEqual(0, again.stop())

    def test_one_that_holds_the_port_is_ended_before_the_port_is_looked_at(self):
        self.write("Procfile", "web: /usr/bin/python3 -um http.server --bind 127.0.0.1 $PORT & wait\n")
        base = free_base()
        run = self.start("-p", base)
        run.wait_for("Serving HTTP")
        run.kill_alone()
        again = self.start("-p", base)
        again.wait_for("Serving HTTP")
        self.assertIn("python3 (", again.wait_for(HAD_LEFT).group(1))
        self.assertEqual(0, again.stop())

    def test_what_has_left_its_session_and_put_itself_into_the_background_is_ended(self):
        self.write("Procfile", "worker: setsid sh -c 'trap \"\" TERM HUP; setsid sleep 600 & sleep 601' & wait\n")
        left = self.killed(3)
        self.assertEqual(0, self.started("-t", "0.2").stop(timeout=20))
        self.assert_ended(left)
        self.assert_nothing_left(zombies=False)

    def test_a_child_without_mark_goes_with_its_parent(self):
        self.write("Procfile", "worker: (env -i sleep 600; true) & wait\n")
        left = self.killed(2)
        run = self.started()
        self.assert_ended(left)
        self.assertEqual(0, run.stop())

    def test_sigterm_meanwhile_is_obeyed_and_nothing_starts(self):
        self.write("Procfile", "worker: (trap '' TERM; exec sleep 600) & wait\n")
        left = self.killed(1)
        for number in (signal.SIGTERM, signal.SIGINT):
            run = self.start("-t", "60")
            run.err.wait_for_line("waiting for sleep")
            self.assertEqual(0, run.stop(number))
            self.assertEqual("", run.out.text)
            self.assertIn(f"exit 0: stopped by {number.name}", run.err.text)
        self.assertEqual(left, self.living())

    def test_meanwhile_the_app_cannot_be_started_a_second_time(self):
        self.write("Procfile", "worker: (trap '' TERM; exec sleep 600) & wait\n")
        self.killed(1)
        run = self.start("-t", "60")
        run.err.wait_for_line("waiting for sleep")
        self.assertEqual(5, self.start().ends())
        self.assertEqual(0, run.stop())

    def test_in_the_format_json_it_is_an_event(self):
        self.write("Procfile", "worker: sleep 600 & wait\n")
        self.killed(1)
        run = self.start("--json")
        run.wait_for(r'"level":"warning".*had left sleep .*"event":"left-behind"')
        self.assertEqual(0, run.stop())

    def test_other_apps_other_copies_and_one_offs_are_left_alone(self):
        self.write("Procfile", "worker: sleep 600 & wait\n")
        self.write("Procfile.other", "worker: sleep 601 & wait\n")
        self.write("elsewhere/Procfile", "worker: sleep 602 & wait\n")
        others = []
        for arguments in (("--name", "second"), ("-f", "Procfile.other"), ("-d", "elsewhere")):
            run = self.start(*arguments)
            wait_until(lambda run=run: len(run.tree()) == 2, "it runs")
            others += [each for each in run.tree() if each.name == "sleep"]
            run.kill_alone()
        one_off = self.ganger("run", "sleep 603 & wait")
        wait_until(lambda: len(one_off.tree()) == 2, "the one-off runs")
        others += [each for each in one_off.tree() if each.name == "sleep"]
        one_off.process.kill()
        one_off.process.wait()
        wait_until(lambda: len(self.living()) == 4, "four are left")
        run = self.started()
        self.assertNotIn("that was killed", run.out.text)
        for each in others:
            self.assertEqual(each.command, process(each.pid).command)
        self.assertEqual(0, run.stop())

    def test_a_living_app_in_an_instance_is_stopped_by_its_own_ganger(self):
        self.write("Procfile", "worker: ganger start -d inner >log & wait\n")
        self.write("inner/Procfile", "deep: sh -c 'trap \"echo orderly >>ends; exit\" TERM; while :; do sleep 0.05; done'\n")
        path = f"{self.folder}:{self.environment['PATH']}"
        os.symlink(EXECUTABLE, self.folder / "ganger")
        log = self.folder / "log"
        run = self.start(environment={"PATH": path})
        wait_until(lambda: log.exists() and "deep.1 started" in log.read_text(), "the inner app runs")
        run.kill_alone()
        again = self.start(environment={"PATH": path})
        self.assertRegex(again.wait_for(HAD_LEFT).group(1), r"^ganger \(\d+\) of worker.1$")
        self.assertEqual("orderly\n", (self.folder / "inner/ends").read_text())
        self.assertEqual(0, again.stop())

    def test_what_is_left_of_an_inner_app_is_ended_while_the_outer_one_lives(self):
        self.write("Procfile", "worker: sleep 600\nouter: ganger start -d inner & wait\n")
        self.write("inner/Procfile", "deep: sleep 601 & wait\n")
        os.symlink(EXECUTABLE, self.folder / "ganger")
        run = self.start(environment={"PATH": f"{self.folder}:{self.environment['PATH']}"})
        run.wait_for("deep.1 started")
        wait_until(lambda: [each for each in run.tree() if each.command == "sleep 601"], "it runs")
        inner = next(each for each in run.tree() if each.name == "ganger")
        os.kill(inner.pid, signal.SIGKILL)
        mark = next(each for each in run.tree() if each.command == "sleep 600").environment()["GANGER_ID"]
        again = self.start("-d", "inner", environment={"GANGER_ID": mark})
        self.assertRegex(again.wait_for(HAD_LEFT).group(1), r"^sleep \(\d+\) of deep.1$")
        self.assertEqual(0, again.stop())
        self.assertTrue([each for each in run.tree() if each.command == "sleep 600"], "the outer app goes on")
        self.assertEqual(0, run.stop())

    def test_a_start_from_within_what_was_left_ends_neither_itself_nor_its_shell(self):
        self.write("again", "#!/bin/sh\nkill -9 $(cat pid)\nwhile kill -0 $(cat pid); do sleep 0.02; done 2>/dev/null\n"
                   "sleep 602 &\nganger start -p $1 2>&1 | cat >out\necho over >>out\n", mode=0o755)
        self.write("Procfile", "worker: test -e once && exec sleep 600; touch once; sleep 601 & ./again $PORT & wait\n")
        os.symlink(EXECUTABLE, self.folder / "ganger")
        starter = subprocess.Popen(["sh", "-c", f'echo $$ >pid; exec "{EXECUTABLE}" start -p {free_base()}'], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   env={**self.environment, "PATH": f"{self.folder}:{self.environment['PATH']}"})
        self.assertEqual(-signal.SIGKILL, starter.wait(10 * PATIENCE))
        out = self.folder / "out"
        wait_until(lambda: out.exists() and "worker.1 started" in out.read_text(), "it has started itself anew")
        self.assertRegex(out.read_text(), r"had left sleep \(\d+\) of worker.1 behind")
        self.assertEqual([], [each for each in self.living() if each.command == "sleep 601"])
        again = next(each for each in self.living() if each.name == "ganger")
        os.kill(again.pid, signal.SIGTERM)
        wait_until(lambda: "over" in out.read_text(), "the shell that had started it goes on")

    def test_what_cannot_be_killed_keeps_the_app_from_starting(self):
        group = FREEZER / f"ganger-test-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            self.skipTest("no freezer of cgroup v1 to hold a process against SIGKILL")
        self.addCleanup(group.rmdir)
        self.write("Procfile", "worker: (trap '' TERM; exec sleep 600) & wait\n")
        left = self.killed(1)[0]
        self.addCleanup(wait_until, lambda: not (group / "tasks").read_text(), "it has ended")
        self.addCleanup(left.kill)
        self.addCleanup((group / "freezer.state").write_text, "THAWED")
        (group / "tasks").write_text(str(left.pid))
        run = self.start("-t", "1.5", "--json")
        run.err.wait_for_line("waiting for sleep")
        (group / "freezer.state").write_text("FROZEN")
        self.assertEqual(1, run.ends(timeout=20), run.out.text + run.err.text)
        self.assertIn(f"ganger: a ganger that was killed has left sleep ({left.pid}, state D)", run.err.text)
        self.assertIn("nothing is started beside it", run.err.text)
        self.assertNotIn("worker.1 started", run.out.text)
        self.assertIn('{"error":{"code":"stuck"', run.out.text)
        self.assertIn("given up in", run.err.text)

    def test_another_pid_namespace_is_left_alone(self):
        self.write("Procfile", "worker: sleep 600 & wait\n")
        inside = subprocess.Popen(["unshare", *([] if os.geteuid() == 0 else ["--user"]), "--pid", "--fork", "--kill-child",
                                   "--mount-proc", "sh", "-c", f"'{EXECUTABLE}' start -p {free_base()} & wait; sleep 601"],
                                  cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(inside.wait)
        self.addCleanup(inside.kill)

        def within():
            return {each.name: each for each in descendants(inside.pid) if each.state != "Z"}

        def left_in_there():
            return [each for each in descendants(inside.pid) if each.command == "sleep 600"]

        if inside.poll() is not None:
            self.skipTest("no PID namespace may be made here")
        try:
            wait_until(lambda: inside.poll() is not None or left_in_there(), "it runs")
        finally:
            if inside.poll() is not None:
                self.skipTest("no PID namespace may be made here")
        os.kill(within()["ganger"].pid, signal.SIGKILL)
        wait_until(lambda: [each for each in descendants(inside.pid) if each.command == "sleep 601"], "ganger is gone")
        left = left_in_there()
        self.assertEqual(1, len(left))
        run = self.started()
        self.assertNotIn("that was killed", run.out.text)
        self.assertEqual(0, run.stop())
        self.assertEqual(left, left_in_there())

    @unittest.skipUnless(os.geteuid() == 0, "only root can be two users")
    def test_another_user_neither_sees_nor_ends_it(self):
        self.folder.chmod(0o755)
        self.write("Procfile", "worker: sleep 600 & wait\n")
        left = self.killed(1)
        done = subprocess.Popen(["setpriv", "--reuid", "nobody", "--clear-groups", EXECUTABLE, "start", "-p", str(free_base())],
                                cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.assertTrue(any("worker.1 started" in line for line in iter(done.stdout.readline, "")))
        self.assertEqual(left, [each for each in self.living() if each.pid == left[0].pid])
        done.terminate()
        self.assertNotIn("that was killed", done.communicate(timeout=10 * PATIENCE)[0])

    def test_killed_again_and_again_at_any_moment_it_is_always_clean_afterwards(self):
        self.write("Procfile", "web: sleep 600 | cat\nworker: setsid sleep 601 & wait\nother: sh -c 'sleep 602 & sleep 603'\n")
        dice = random.Random(7)
        for _ in range(15):
            run = self.start("-t", "0.5")
            try:
                run.process.wait(dice.uniform(0, 0.08 * PATIENCE))
                self.fail(run.out.text + run.err.text)
            except subprocess.TimeoutExpired:
                run.kill_alone()
        run = self.start()
        run.wait_for("other.1 started")
        wait_until(lambda: len([each for each in run.tree() if each.name == "sleep"]) == 4, "all run")
        strays = {each.pid for each in self.living()} - {run.pid} - {each.pid for each in run.tree()}
        self.assertEqual(set(), strays)
        self.assertEqual(0, run.stop())
        self.assert_nothing_left(zombies=False)


if __name__ == "__main__":
    main()
