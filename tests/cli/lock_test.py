"""One supervisor per app: the lock, who holds it, and what does not need it."""
import os
import signal
import subprocess
import unittest

from ganger import EXECUTABLE, GangerTestCase, free_base, main, wait_until

REFUSED = 5


class Lock(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.write("Procfile", "worker: sleep 600\n")
        self.folder.chmod(0o755)

    def started(self, *arguments, **options):
        run = self.start(*arguments, **options)
        run.wait_for("worker.1 started")
        return run

    def refused(self, *arguments, **options):
        run = self.start(*arguments, **options)
        self.assertEqual(REFUSED, run.ends(), run.out.text)
        self.assertEqual("", run.out.text)
        return run.err.text

    def test_a_second_start_is_refused_and_told_who_runs_it(self):
        run = self.started()
        text = self.refused()
        self.assertRegex(text, rf"ganger: {self.folder.name} runs already: pid {run.pid} since \d\d:\d\d:\d\d\n")
        self.assertIn("ganger stop ends it", text)
        self.assertIn(f"ganger start --name {self.folder.name}2 -p 6000", text)
        self.assertEqual(0, run.stop())
        again = self.started()
        self.assertEqual(0, again.stop())

    def test_it_is_the_same_app_however_its_files_are_named(self):
        run = self.started()
        for arguments in (("-d", self.folder), ("-f", "./Procfile"), ("-f", self.folder / "Procfile"), ("--profile", "host")):
            with self.subTest(arguments=arguments):
                self.refused(*arguments)
        self.assertEqual(0, run.stop())

    def test_another_name_another_procfile_and_another_folder_are_other_apps(self):
        self.write("Procfile.dev", "worker: sleep 600\n")
        self.write("copy/Procfile", "worker: sleep 600\n")
        runs = [self.started(*arguments) for arguments in ((), ("--name", "second"), ("-f", "Procfile.dev"), ("-d", "copy"))]
        self.assertIn("second runs already", self.refused("--name", "second"))
        self.refused("-f", "Procfile.dev")
        for run in runs:
            self.assertEqual(0, run.stop())

    def test_the_default_name_typed_is_the_same_app(self):
        run = self.started()
        self.refused("--name", self.folder.name)
        self.refused(environment={"GANGER_NAME": self.folder.name})
        self.assertEqual(0, run.stop())

    def test_it_is_refused_before_its_ports_are_looked_at(self):
        self.write("Procfile", "web: exec /usr/bin/python3 -m http.server --bind 127.0.0.1 $PORT\n")
        base = free_base()
        run = self.start("-p", base)
        run.wait_for("web.1 started")
        self.refused("-p", base)
        self.assertEqual(0, run.stop())

    def test_a_ganger_that_was_killed_leaves_nothing_locked(self):
        for arguments in ((), ("--name", "second")):
            run = self.started(*arguments)
            run.process.kill()
            run.process.wait()
            again = self.started(*arguments)
            self.assertEqual(0, again.stop())

    def test_a_daemon_that_outlives_a_killed_ganger_holds_no_lock(self):
        self.write("Procfile", "worker: setsid sleep 600 & wait\n")
        run = self.started()
        wait_until(lambda: len(run.tree()) >= 2, "the daemon runs")
        run.process.kill()
        run.process.wait()
        self.assertTrue(self.left_over(), "the daemon is still there")
        again = self.started()
        self.assertEqual(0, again.stop())

    def test_a_start_with_names_of_one_that_cannot_be_asked_is_refused_too(self):
        with subprocess.Popen(["flock", "Procfile", "sh", "-c", "echo locked; exec sleep 600"], cwd=self.folder, text=True,
                              stdout=subprocess.PIPE) as holder:
            self.companions = (*self.companions, holder.pid)
            self.assertEqual("locked\n", holder.stdout.readline())
            text = self.refused("worker")
            self.assertIn(f"{self.folder.name} runs already: pid {holder.pid}", text)
            self.assertNotIn("no app runs", text)
            for process in self.left_over():
                process.kill()
            holder.kill()

    def test_two_starts_with_names_at_the_same_time_become_one_app(self):
        self.write("Procfile", "web: exec sleep 600\nworker: exec sleep 600\n")
        starts = [self.start("--detach", name) for name in ("web", "worker")]
        self.assertEqual([0, 0], [start.ends(30) for start in starts], "".join(start.err.text for start in starts))
        listed = self.ganger("ps")
        self.assertEqual(0, listed.ends())
        for name in ("web.1", "worker.1"):
            self.assertRegex(listed.out.text, rf"{name} +(ready|running)")
        self.assertEqual(0, self.ganger("stop").ends(20))

    def test_with_an_exit_code_of_the_app_it_is_125(self):
        run = self.started()
        again = self.start("--exit-code-from", "worker")
        self.assertEqual(125, again.ends())
        self.assertIn("runs already", again.err.text)
        self.assertEqual(0, run.stop())

    def test_check_run_and_env_need_no_lock(self):
        run = self.started()
        for arguments in (("check",), ("run", "true"), ("env", "worker")):
            with self.subTest(arguments=arguments):
                self.assertEqual(0, self.ganger(*arguments).ends())
        self.assertEqual(0, run.stop())

    def test_a_read_only_procfile_is_locked_all_the_same(self):
        (self.folder / "Procfile").chmod(0o444)
        run = self.started()
        self.refused()
        self.assertEqual(0, run.stop())

    def test_a_procfile_from_a_pipe_cannot_be_locked_and_that_is_said(self):
        done = subprocess.run(["bash", "-c", f"exec {EXECUTABLE} start -d . -f <(echo 'worker: true')"], cwd=self.folder,
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertEqual(1, done.stdout.count("it is no regular file; another 'ganger start' of this app would go unnoticed"))

    @unittest.skipUnless(os.geteuid() == 0, "only root can be two users")
    def test_it_holds_across_users_and_names_the_other(self):
        run = self.started()
        done = subprocess.run(["setpriv", "--reuid", "nobody", "--clear-groups", EXECUTABLE, "start"], cwd=self.folder,
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        self.assertEqual(REFUSED, done.returncode, done.stdout + done.stderr)
        self.assertIn(f"pid {run.pid} of user root since", done.stderr)
        self.assertEqual(0, run.stop())

    def test_what_is_no_name_is_refused(self):
        for name in ("a/b", "a\nb"):
            run = self.start("--name", name)
            self.assertEqual(2, run.ends())
            self.assertIn("--name takes no", run.err.text)

    def test_an_ordinary_end_leaves_no_file_behind(self):
        places = ["/run/ganger", f"/tmp/ganger-{os.geteuid()}", f"/dev/shm/ganger-{os.geteuid()}"]

        def files():
            return {f"{place}/{name}" for place in places if os.path.isdir(place) for name in os.listdir(place)}

        before = files()
        run = self.started("--name", "second")
        during = files() - before
        self.assertTrue(during)
        self.assertEqual(0, run.stop(signal.SIGINT))
        self.assertEqual(set(), during & files())


if __name__ == "__main__":
    main()
