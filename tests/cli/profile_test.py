"""The three places: which one is chosen, and what it changes."""
import os
import signal
import subprocess

from ganger import EXECUTABLE, GangerTestCase, main, wait_until


class Profiles(GangerTestCase):
    def test_the_first_line_names_the_profile_and_what_a_failure_does(self):
        self.write("Procfile", "worker: true\n")
        run = self.start("--profile", "dev")
        self.assertEqual(0, run.ends())
        self.assertEqual("ganger   | profile dev (as --profile says); a process that fails stops the app", run.out.lines[0])
        run = self.start("--profile", "host", "--exit-when", "any")
        self.assertEqual(0, run.ends())
        self.assertIn("profile host (as --profile says); a process that ends stops the app", run.out.lines[0])

    def test_variables_of_a_service_prove_nothing(self):
        self.write("Procfile", "worker: true\n")
        run = self.start(environment={"INVOCATION_ID": "x", "JOURNAL_STREAM": "1:2", "SYSTEMD_EXEC_PID": "1",
                                      "NOTIFY_SOCKET": "/run/x"})
        self.assertEqual(0, run.ends())
        self.assertNotIn("profile host", run.out.text)

    def test_the_pid_of_a_service_is_its_mark(self):
        self.write("Procfile", "worker: true\n")
        self.write("service", 'SYSTEMD_EXEC_PID=$$ exec "$@"\n')
        done = subprocess.run(["/bin/sh", "service", EXECUTABLE, "start", "--exit-when", "any"], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        self.assertIn("profile host (it is a service of systemd)", done.stdout.splitlines()[0])

    def test_an_unknown_profile_is_refused(self):
        self.write("Procfile", "worker: true\n")
        run = self.start("--profile", "prod")
        self.assertEqual(2, run.ends())
        self.assertIn("dev, host or container", run.err.text)

    def test_overlays_are_those_of_the_profile(self):
        self.write("Procfile", "worker: printenv A\n")
        self.write("ganger.toml", '[types.worker]\nenv = { A = "base" }\n[host.types.worker]\nenv = { A = "host" }\n')
        for profile, value in (("dev", "base"), ("host", "host"), ("container", "base")):
            run = self.start("--profile", profile, "--log-format", "plain", "--exit-when", "any")
            self.assertEqual(0, run.ends())
            self.assertEqual([value], run.out.of("worker.1"))

    def test_a_lone_process_has_the_output_for_itself_in_a_container(self):
        self.write("Procfile", "worker: printf 'text'\napi: echo api\n")
        run = self.start("worker", "--profile", "container")
        self.assertEqual(0, run.ends())
        self.assertEqual(b"text", run.out.bytes)
        self.assertIn("ganger: profile container (as --profile says)", run.err.text)
        run = self.start("worker=2", "--profile", "container", "--exit-code-from", "worker")
        self.assertEqual(0, run.ends())
        self.assertEqual(["text"], run.out.of("worker.1"))
        self.assertEqual("", run.err.text)

    def test_a_lone_type_gets_the_given_port_in_a_container(self):
        self.write("Procfile", "worker: true\napi: printenv 'PO''RT'\n")
        for profile, port in (("dev", "7877"), ("container", "7777")):
            run = self.ganger("start", "api", "--profile", profile, "--log-format", "plain", environment={"PORT": "7777"})
            self.assertEqual(0, run.ends())
            self.assertEqual([port], run.out.of("api.1"))

    def test_standard_input_ends_at_once_on_a_host_and_in_a_container(self):
        self.write("Procfile", "worker: cat; readlink /proc/self/fd/0\n")
        for profile in ("host", "container"):
            run = self.start("--profile", profile, "--log-format", "plain", "--exit-when", "any")
            self.assertEqual(0, run.ends())
            self.assertEqual(["/dev/null"], run.out.of("worker.1"))

    def test_a_hang_up_is_ignored_on_a_host_and_said(self):
        self.write("Procfile", "worker: sleep 60\n")
        run = self.start("--profile", "host")
        run.wait_for("worker.1 started")
        run.send(signal.SIGHUP)
        run.wait_for("SIGHUP: ignored")
        self.assertEqual(0, run.stop())

    def test_the_processes_go_on_when_nobody_reads_on_a_host(self):
        self.write("Procfile", "worker: until [ -e go ]; do echo line; sleep 0.01; done; touch went-on; sleep 60\n")
        read_end, write_end = os.pipe()
        run = self.start("--profile", "host", stdout=write_end)
        os.close(write_end)
        os.read(read_end, 1)
        os.close(read_end)
        run.err.wait_for_line("nobody reads our output any more; it is dropped")
        self.write("go", "")
        wait_until((self.folder / "went-on").exists, "the process goes on")
        self.assertEqual(0, run.stop())
        self.assertEqual(1, run.err.text.count("nobody reads"))
        self.assertEqual("ganger: exit 0: stopped by SIGTERM", run.err.lines[-1], "what ganger says is still heard")


if __name__ == "__main__":
    main()
