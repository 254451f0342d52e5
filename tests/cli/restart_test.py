"""What becomes of a process that ends unasked: started again, how often, and when that is given up."""
import os
import signal

from ganger import GangerTestCase, main, sanitized, wait_until

FAST = 'backoff = { initial = 0 }\n'


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def resident_kib(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class Restarts(GangerTestCase):
    def app(self, procfile, settings, *words, **options):
        self.write("Procfile", procfile)
        self.write("ganger.toml", settings)
        return self.start("--log-format", "plain", *words, **options)

    def times(self):
        file = self.folder / "times"
        return len(file.read_text().split()) if file.exists() else 0

    def test_what_is_killed_is_started_again_with_its_name_and_port(self):
        run = self.app("web: echo $PS $PORT $$; exec sleep 600\n",
                       '[types.web]\nrestart = "on-failure"\n' + FAST)
        run.wait_for("profile dev .*; a process that fails is started again$")
        seen = []
        for time in range(1, 4):
            wait_until(lambda: len(run.out.of("web.1")) == time, "it runs")
            name, port, pid = run.out.of("web.1")[-1].split()
            seen.append((name, port))
            self.assertNotIn(pid, seen)
            os.kill(int(pid), signal.SIGKILL)
        self.assertEqual([seen[0]] * 3, seen)
        self.assertEqual("web.1", seen[0][0])
        wait_until(lambda: len(run.out.of("web.1")) == 4, "it runs again")
        self.assertEqual(0, run.stop())
        self.assertIn("web.1 was killed by SIGKILL; starts again at once (2nd time)", run.out.text)
        self.assert_nothing_left()

    def test_what_fails_too_often_is_given_up_with_its_code(self):
        run = self.app("web: exit 3\nworker: sleep 600\n",
                       '[types.web]\nrestart = "always"\nmax_restarts = { count = 2 }\n' + FAST)
        self.assertEqual(3, run.ends())
        self.assertIn("web.1 exited 3; failed 3 times within 60 s: given up", run.out.text)
        self.assertTrue(run.out.lines[-1].endswith("exit 3: web.1 exited 3; failed 3 times within 60 s: given up"))
        self.assert_nothing_left()

    def test_what_is_given_up_and_not_essential_leaves_the_others(self):
        run = self.app("web: exit 3\nworker: until [ -e go ]; do sleep 0.05; done\n",
                       '[types.web]\nrestart = "always"\nessential = false\nmax_restarts = { count = 1 }\n' + FAST)
        run.wait_for("given up")
        self.write("go", "")
        self.assertEqual(0, run.ends())

    def test_a_program_that_is_missing_counts_too(self):
        run = self.app("web: no-such-program\n", '[types.web]\nrestart = "on-failure"\nmax_restarts = { count = 2 }\n' + FAST)
        self.assertEqual(127, run.ends())
        self.assertIn("failed 3 times within 60 s: given up", run.out.lines[-1])

    def test_programs_that_are_missing_hold_up_nobody_else(self):
        run = self.app("a: no-such-program\nb: no-such-program\nworker: echo x >>times; exit 3\n",
                       "".join(f'[types.{name}]\nrestart = "always"\n{FAST}' for name in ("a", "b", "worker")))
        wait_until(lambda: self.times() > 50, "it crashes on", timeout=5)
        self.assertEqual(0, run.stop())

    def test_the_place_decides_where_the_file_does_not(self):
        for profile, said, line in (("dev", 3, "a process that fails stops the app"),
                                    ("container", 0, "a process that ends is started again, at most 5 times within "
                                                     "60 s, then the app stops"),
                                    ("host", 0, "a process that ends is started again")):
            run = self.app("worker: echo x >>times; exit 3\nother: sleep 600\n", '[types.worker]\nbackoff = { initial = "50ms", factor = 1 }\n',
                           "--profile", profile)
            if profile == "dev":
                self.assertEqual(3, run.ends())
            elif profile == "container":
                self.assertEqual(3, run.ends())
                self.assertIn("failed 6 times within 60 s: given up", run.out.text)
                self.assertEqual(6, self.times())
            else:
                wait_until(lambda: self.times() > 10, "it goes on")
                self.assertEqual(0, run.stop())
            self.assertTrue(run.out.lines[0].endswith(line), run.out.lines[0])
            (self.folder / "times").unlink()

    def test_a_lone_process_in_a_container_ends_the_container(self):
        run = self.app("worker: exit 3\n", "", "--profile", "container")
        self.assertEqual(3, run.ends())
        self.assertIn("a process that fails stops the app", run.out.text + run.err.text)

    def test_an_end_with_zero_is_mended_on_a_host(self):
        run = self.app("worker: echo x >>times\n", "[types.worker]\n" + FAST, "--profile", "host")
        wait_until(lambda: self.times() > 2, "it goes on")
        self.assertEqual(0, run.stop())

    def test_codes_of_success_are_no_failure(self):
        run = self.app("worker: exit 7\n", '[types.worker]\nrestart = "on-failure"\nsuccess_exit_codes = [7]\n')
        self.assertEqual(0, run.ends())
        self.assertNotIn("starts again", run.out.text)

    def test_a_crash_starts_the_same_release_again_also_when_the_link_has_moved(self):
        for release in ("1", "2"):
            (self.folder / release).mkdir()
            self.write(f"{release}/Procfile", "worker: pwd -P; until [ -e crash ]; do sleep 0.02; done; rm crash; exit 1\n")
            self.write(f"{release}/ganger.toml", '[types.worker]\nrestart = "always"\n' + FAST)
        (self.folder / "current").symlink_to("1")
        run = self.start("--log-format", "plain", "-d", self.folder / "current")
        run.wait_for("worker.1 *\\| /")
        (self.folder / "current").unlink()
        (self.folder / "current").symlink_to("2")
        self.write("1/crash", "")
        wait_until(lambda: len(run.out.of("worker.1")) == 2, "it runs again")
        self.assertEqual(0, run.stop())
        self.assertEqual([os.path.realpath(self.folder / "1")] * 2, run.out.of("worker.1"))

    def test_a_stop_during_the_back_off_ends_at_once(self):
        run = self.app("worker: exit 3\n", '[types.worker]\nrestart = "always"\nbackoff = { initial = "1h", max = "1h" }\n')
        run.wait_for("starts again in")
        self.assertEqual(0, run.stop())
        self.assertEqual(1, run.out.text.count("worker.1 started"))

    def test_never_two_at_once_also_of_what_it_left_behind(self):
        # A folder can be made only once: whoever finds it there runs beside another.
        self.write("old", "mkdir held 2>/dev/null || echo TWO\ntrap '' TERM; sleep 0.3; rmdir held\n")
        run = self.app("worker: echo x >>times; (setsid sh old &) ; sleep 0.05; exit 3\n",
                       '[types.worker]\nrestart = "always"\nstop_timeout = 5\n' + FAST)
        wait_until(lambda: self.times() > 4, "it crashes on")
        self.assertEqual(0, run.stop())
        self.assertNotIn("TWO", run.out.text)

    def test_a_crash_loop_keeps_nothing_and_floods_nobody(self):
        run = self.app("worker: echo x >>times; kill -9 $$\n", '[types.worker]\nrestart = "always"\n' + FAST)
        wait_until(lambda: self.times() > 30, "it crashes")
        pid = run.pid
        before, memory = descriptors(pid), resident_kib(pid)
        wait_until(lambda: self.times() > 250, "it crashes on", timeout=60)
        # Launches may be under way.
        wait_until(lambda: abs(descriptors(pid) - before) <= 4, "it holds what it held before")
        if not sanitized():
            self.assertLess(resident_kib(pid) - memory, 1024)
        self.assertEqual(0, run.stop())
        self.assertIn("(5th time; told once a minute from now on)", run.out.text)
        self.assertLess(len(run.out.lines), 40)
        self.assert_nothing_left()

    def test_a_stop_is_heard_in_the_fastest_loop_of_many(self):
        run = self.app("worker: exit 3\n", '[types.worker]\nrestart = "always"\n' + FAST, "worker=40")
        run.wait_for("told once a minute")
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()


if __name__ == "__main__":
    main()
