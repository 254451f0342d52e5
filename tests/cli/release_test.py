"""`ganger start --release`: the release first, and nothing else if it fails."""
import signal
import socket

from ganger import GangerTestCase, free_base, main, wait_until


class Release(GangerTestCase):
    def test_the_others_start_when_it_has_succeeded(self):
        self.write("Procfile", "worker: echo after $(cat migrated)\nrelease: echo migrating; echo yes > migrated\n")
        run = self.start("--release")
        self.assertEqual(0, run.ends())
        self.assertEqual((["migrating"], ["after yes"]), (run.out.of("release.1"), run.out.of("worker.1")))
        self.assertLess(run.out.index("release.1 exited 0"), run.out.index("worker.1 started"))
        self.assert_nothing_left()

    def test_its_failure_starts_nothing_and_its_code_is_the_status(self):
        self.write("Procfile", "web: touch started\nrelease: echo broken; exit 3\n")
        run = self.start("--release")
        self.assertEqual(3, run.ends())
        self.assertEqual(["broken"], run.out.of("release.1"))
        self.assertEqual("exit 3: release.1 exited 3", run.out.of("ganger")[-1])
        self.assertFalse((self.folder / "started").exists())
        self.assertNotIn("web.1", run.out.text)

    def test_a_program_that_is_not_there_is_a_failure(self):
        self.write("Procfile", "web: touch started\nrelease: ./not-there\n")
        run = self.start("--release")
        self.assertEqual(127, run.ends())
        self.assertFalse((self.folder / "started").exists())

    def test_a_signal_stops_it_and_nothing_starts(self):
        self.write("Procfile", "worker: touch started\nrelease: echo waits; exec sleep 60\n")
        run = self.start("--release")
        run.wait_for("release.1 \\| waits")
        self.assertEqual(0, run.stop(signal.SIGINT))
        self.assertRegex(run.out.text, "SIGINT: stopping release.1")
        self.assertFalse((self.folder / "started").exists())
        self.assert_nothing_left()

    def test_what_it_leaves_behind_is_ended_before_the_others_start(self):
        self.write("Procfile", "worker: cat log\nrelease: sh -c 'trap \"echo ended > log; exit\" TERM; echo $$ > pid; "
                               "while :; do sleep 0.05; done' & until [ -s pid ]; do sleep 0.01; done\n")
        run = self.start("--release")
        self.assertEqual(0, run.ends())
        self.assertEqual(["ended"], run.out.of("worker.1"))
        self.assert_nothing_left()

    def test_it_has_no_port_and_is_not_expected_to_listen(self):
        base = free_base()
        self.write("Procfile", "web: true\nrelease: echo \"[$PORT]\" $PS\n")
        self.write("ganger.toml", "[types.release]\nenv = { A = 'x' }\n")
        run = self.start("--release", "-p", base, environment={"PORT": "7777"})
        self.assertEqual(1, run.ends(), "web is expected to listen")
        self.assertEqual(["[] release.1"], run.out.of("release.1"))

    def test_only_what_is_named_follows(self):
        self.write("Procfile", "a: echo a\nb: echo b\nrelease: echo r\n")
        run = self.start("--release", "b=2")
        self.assertEqual(0, run.ends())
        self.assertEqual((["r"], [], ["b"], ["b"]), tuple(run.out.of(name) for name in ("release.1", "a.1", "b.1", "b.2")))

    def test_without_a_release_or_with_it_named_nothing_starts(self):
        self.write("Procfile", "worker: touch started\n")
        run = self.start("--release")
        self.assertEqual(2, run.ends())
        self.assertIn("there is no release in the Procfile", run.err.text)
        self.write("Procfile", "worker: touch started\nrelease: touch started\n")
        run = self.start("--release", "release", "worker")
        self.assertEqual(2, run.ends())
        self.assertIn("not both", run.err.text)
        self.assertFalse((self.folder / "started").exists())

    def test_a_port_in_use_is_told_before_it_runs(self):
        base = free_base()
        self.write("Procfile", "web: true\nrelease: touch migrated\n")
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("0.0.0.0", base))
            taken.listen()
            self.assertEqual(2, self.start("--release", "-p", base).ends())
        self.assertFalse((self.folder / "migrated").exists())

    def test_its_code_is_not_asked_for(self):
        self.write("Procfile", "test: exit 4\nrelease: true\n")
        self.assertEqual(4, self.start("--release", "--exit-code-from", "test").ends())
        self.assertEqual(125, self.start("--release", "--exit-code-from", "release").ends())
        self.assertEqual(4, self.start("--release", "--exit-when", "any").ends())

    def test_the_option_has_a_variable(self):
        self.write("Procfile", "worker: echo w\nrelease: echo r\n")
        run = self.start(environment={"GANGER_RELEASE": "true"})
        self.assertEqual(0, run.ends())
        self.assertEqual(["r"], run.out.of("release.1"))

    def test_without_it_the_first_words_name_it(self):
        self.write("Procfile", "worker: echo w\nrelease: echo r\n")
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertIn("release is not started: a phase, not a process (--release runs it first)", run.out.text)

    def test_sigkill_to_ganger_leaves_no_release(self):
        self.write("Procfile", "worker: true\nrelease: exec sleep 60\n")
        run = self.start("--release")
        run.wait_for("release.1 started")
        run.send(signal.SIGKILL)
        run.ends()
        wait_until(lambda: not [process for process in self.left_over() if process.state != "Z"], "it dies with ganger")


if __name__ == "__main__":
    main()
