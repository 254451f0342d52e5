"""The command lines that people have in scripts for foreman, honcho, overmind and hivemind, with ganger under these names."""
import os
import signal
import socket

from ganger import EXECUTABLE, GangerTestCase, main

SHOWS = 'echo "PORT=$PORT PS=$PS A=$A NAME=$HONCHO_PROCESS_NAME PWD=$(pwd)"'


class OtherNames(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.procfile("Procfile")

    def procfile(self, path):
        """Two types that show what they got and then stay; web is not the first."""
        self.write(path, f"worker: {SHOWS}; exec sleep 1000\nweb: {SHOWS}; exec sleep 1000\n")

    def under(self, name, *arguments, **options):
        return self.ganger(*arguments, name=name, **options)

    def shown(self, run, *instances):
        """What each shows, by instance; then the app is stopped."""
        shown = {name: dict(pair.split("=", 1) for pair in run.wait_for(rf"{name} *\| (PORT=.*)$").group(1).split(" "))
                 for name in instances}
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()
        return shown

    def test_foreman_numbers_ports_by_the_order_alone(self):
        shown = self.shown(self.under("foreman", "start", "-p", "7000", "-m", "web=2,all=1"), "worker.1", "web.1", "web.2")
        self.assertEqual(["7000", "7100", "7101"], [shown[name]["PORT"] for name in ("worker.1", "web.1", "web.2")])

    def test_the_line_of_rails(self):
        """exec foreman start -f Procfile.dev "$@" """
        self.procfile("Procfile.dev")
        self.write("Procfile", "web: false\n")
        self.write("bin/dev", '#!/bin/sh\nexec foreman start -f Procfile.dev "$@"\n', 0o755)
        (self.folder / "bin" / "foreman").symlink_to(os.path.abspath(EXECUTABLE))
        environment = {"PATH": f"{self.folder}/bin:/usr/bin:/bin"}
        run = self.under("sh", "bin/dev", "-m", "all=1", "-p", "7000", executable="/bin/sh", environment=environment)
        self.assertEqual("7100", self.shown(run, "web.1")["web.1"]["PORT"])

    def test_for_foreman_the_env_file_beats_the_environment_and_a_dollar_is_text(self):
        self.write(".env", "A=of$HOME\n")
        shown = self.shown(self.under("foreman", "start", environment={"A": "inherited"}), "web.1")
        self.assertEqual("of$HOME", shown["web.1"]["A"])

    def test_for_foreman_the_env_file_lies_where_it_was_started(self):
        self.procfile("sub/Procfile")
        self.write(".env", "A=here\n")
        self.write("sub/.env", "A=there\n")
        shown = self.shown(self.under("foreman", "start", "-f", "sub/Procfile"), "web.1")
        self.assertEqual(("here", f"{self.folder}/sub"), (shown["web.1"]["A"], shown["web.1"]["PWD"]))

    def test_for_foreman_whatever_ends_ends_all(self):
        self.write("Procfile", "web: true\nworker: sleep 1000\n")
        run = self.under("foreman", "start")
        self.assertEqual(0, run.ends())
        self.write("Procfile", "web: sleep 1000\nworker: exit 3\n")
        self.assertEqual(3, self.under("foreman", "start").ends())
        self.assert_nothing_left()

    def test_foreman_does_not_look_whether_a_port_is_free(self):
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", 0))
            holder.listen()
            port = holder.getsockname()[1]
            shown = self.shown(self.under("foreman", "start", "web", "-p", port - 100), "web.1")
        self.assertEqual(str(port), shown["web.1"]["PORT"])

    def test_foreman_runs_beside_itself(self):
        """web in one terminal, worker in another."""
        web, worker = self.under("foreman", "start", "web"), self.under("foreman", "start", "worker")
        web.wait_for(r"web\.1 *\| PORT=5100")
        worker.wait_for(r"worker\.1 *\| PORT=5000")
        self.assertEqual((0, 0), (web.stop(), worker.stop()))

    def test_foreman_has_a_file_of_options(self):
        self.write(".foreman", "port: 7000\nformation: web=1\n")
        run = self.under("foreman", "start")
        self.assertEqual("7100", self.shown(run, "web.1")["web.1"]["PORT"])
        self.assertNotIn("worker.1", run.out.text)

    def test_under_its_own_name_ganger_says_that_it_does_not_read_that_file(self):
        self.write(".foreman", "port: 7000\n")
        run = self.ganger("start", "worker")
        run.wait_for(r"ganger +\| \.foreman is not read: ganger\.toml")
        self.assertNotEqual("7100", self.shown(run, "worker.1")["worker.1"]["PORT"])

    def test_foreman_prints_the_time_also_where_there_is_no_terminal(self):
        run = self.under("foreman", "start", "web")
        run.wait_for(r"^\d\d:\d\d:\d\d web\.1  \| PORT=")
        self.assertEqual(0, run.stop())

    def test_foreman_export_and_verbs_that_are_to_come(self):
        for name, arguments, says in (("foreman", ("export", "systemd", "/tmp"), "'export' is not in this version"),
                                      ("overmind", ("c", "web"), "ganger's word for 'connect' is 'attach'"),
                                      ("foreman", ("start", "--prot", "1"), "did you mean '--port'")):
            with self.subTest(name=name, arguments=arguments):
                run = self.under(name, *arguments)
                self.assertEqual(2, run.ends())
                self.assertIn(says, run.err.text)

    def test_run_has_the_environment_that_start_has(self):
        self.write(".env", "A=file\n")
        for name in ("foreman", "honcho", "overmind"):
            with self.subTest(name=name):
                run = self.under(name, "run", "sh", "-c", 'echo "A=$A"; exit 4', environment={"A": "inherited"})
                self.assertEqual((4, "A=file\n"), (run.ends(), run.out.text))

    def test_honcho_numbers_the_ports_of_what_is_named(self):
        shown = self.shown(self.under("honcho", "start", "-c", "web=2", "-p", "7000", "web"), "web.1", "web.2")
        self.assertEqual(["7000", "7001"], [shown[name]["PORT"] for name in ("web.1", "web.2")])
        self.assertEqual("web.2", shown["web.2"]["NAME"])

    def test_honcho_runs_the_unlisted_once_and_commands_here(self):
        self.procfile("app/Procfile.dev")
        self.write("app/.env", "A=file\n")
        run = self.under("honcho", "-d", "app", "-f", "Procfile.dev", "start", "-c", "web=2", environment={"A": "inherited"})
        shown = self.shown(run, "worker.1", "web.1", "web.2")
        self.assertEqual(("file", str(self.folder)), (shown["worker.1"]["A"], shown["worker.1"]["PWD"]))

    def test_overmind_starts_what_is_named_with_its_own_steps(self):
        run = self.under("overmind", "s", "-l", "web", "-m", "web=2", "-p", "7000", "-P", "50")
        shown = self.shown(run, "web.1", "web.2")
        self.assertEqual(["7050", "7060"], [shown[name]["PORT"] for name in ("web.1", "web.2")])

    def test_overmind_reads_its_own_files_and_variables(self):
        self.procfile("Procfile.dev")
        self.write("Procfile", "web: false\n")
        self.write(".overmind.env", "OVERMIND_PROCFILE=Procfile.dev\nOVERMIND_PORT=7000\nA=overmind\n")
        self.write(".env", "A=file\n")
        run = self.under("overmind", "start", environment={"OVERMIND_PORT": "8000", "A": "inherited"})
        shown = self.shown(run, "worker.1")
        self.assertEqual(("7000", "file"), (shown["worker.1"]["PORT"], shown["worker.1"]["A"]))

    def test_overmind_says_who_can_die(self):
        self.write("Procfile", "web: exit 3\nworker: exec sleep 1000\n")
        run = self.under("overmind", "s", "-c", "web")
        run.wait_for(r"web\.1 exited 3")
        self.assertEqual(0, run.stop())
        self.assertEqual(3, self.under("overmind", "s").ends())

    def test_overmind_leaves_the_port_alone(self):
        shown = self.shown(self.under("overmind", "s", "-N", environment={"PORT": "3000"}), "worker.1", "web.1")
        self.assertEqual(["3000", "3000"], [shown[name]["PORT"] for name in ("worker.1", "web.1")])
        self.assertEqual("", self.shown(self.under("overmind", "s", "-N"), "web.1")["web.1"]["PORT"])

    def test_overmind_and_hivemind_stop_with_sigint(self):
        self.write("Procfile", "web: trap 'echo INT; exit 0' INT; trap 'echo TERM; exit 0' TERM; echo up; "
                               "while :; do sleep 0.1; done\n")
        for name, arguments in (("overmind", ("s",)), ("hivemind", ())):
            with self.subTest(name=name):
                run = self.under(name, *arguments)
                run.wait_for(r"\| up$")
                self.assertEqual(0, run.stop(signal.SIGTERM))
                self.assertIn("INT", run.out.of("web.1"))
                self.assertNotIn("TERM", run.out.of("web.1"))

    def test_for_hivemind_the_environment_beats_the_env_file(self):
        self.write(".env", "A=file\n")
        shown = self.shown(self.under("hivemind", "Procfile", environment={"A": "inherited"}), "web.1")
        self.assertEqual("inherited", shown["web.1"]["A"])

    def test_for_hivemind_a_dash_is_standard_input(self):
        with open(self.folder / "Procfile", encoding="utf-8") as procfile:
            run = self.under("hivemind", "-", "-l", "web", stdin=procfile)
            self.assertEqual("5100", self.shown(run, "web.1")["web.1"]["PORT"])


if __name__ == "__main__":
    main()
