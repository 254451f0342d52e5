"""What each process finds in its environment, and who wins."""
import re

from ganger import GangerTestCase, free_base, main

# Tells its port without naming it: it is not expected to listen.
SHOW_PORT = "printenv 'PO''RT'"


class EnvironmentOfProcesses(GangerTestCase):
    def show(self, keys, *arguments, entry="worker", **options):
        """What one process, started in the test's folder, has for these keys."""
        if not (self.folder / "Procfile").exists():
            self.write("Procfile", f"{entry}: {self.program('show')} $KEYS\n")
        # Not in the command: a type with PORT there is expected to listen.
        self.run_ = self.start("--set", f"KEYS={keys}", *arguments, **options)
        self.assertEqual(0, self.run_.ends(), self.run_.out.text + self.run_.err.text)
        return self.run_.out.of(f"{entry}.1")

    def test_the_found_env_file_reaches_the_process(self):
        self.write(".env", "A=plain\nB='single  $A'\nC=\"double $A\"\nD=${NONE:-default}\nexport E=e # comment\nF=\n")
        self.assertEqual(["A=plain", "B=single  $A", "C=double plain", "D=default", "E=e", "F="],
                         self.show("A B C D E F"))

    def test_what_ganger_was_started_with_beats_the_found_file(self):
        self.write(".env", "A=found\nSECRET=found-secret\n")
        self.assertEqual(["A=ambient"], self.show("A", environment={"A": "ambient", "SECRET": "ambient-secret"}))
        hint = [line for line in self.run_.out.lines + self.run_.err.lines if "SECRET" in line]
        self.assertEqual(1, len(hint), "one line names what is hidden")
        self.assertNotIn("-secret", self.run_.out.text + self.run_.err.text, "never the values")
        self.assertIn("--env-override", hint[0])

    def test_an_inherited_value_that_is_the_same_is_not_worth_a_line(self):
        self.write(".env", "A=same\n")
        self.show("A", environment={"A": "same"})
        self.assertNotIn("--env-override", self.run_.out.text + self.run_.err.text)

    def test_env_override_lets_the_found_file_win(self):
        self.write(".env", "A=found\n")
        self.assertEqual(["A=found"], self.show("A", "--env-override", environment={"A": "ambient"}))

    def test_e_replaces_the_found_file_and_beats_the_environment(self):
        self.write(".env", "A=found\nB=found\n")
        self.write("test.env", "A=named\n")
        self.assertEqual(["A=named", "B is unset"], self.show("A B", "-e", "test.env", environment={"A": "ambient"}))

    def test_of_several_files_the_later_wins(self):
        self.write("one", "A=1\nB=1\nC=1\n")
        self.write("two", "B=2\nC=2\n")
        self.write("three", "C=3 $B\n")
        self.assertEqual(["A=1", "B=2", "C=3 2"], self.show("A B C", "-e", "one,two", "-e", "three"))

    def test_e_is_relative_to_where_one_stands(self):
        self.write("there/Procfile", "worker: echo $A\n")
        self.write("there/my.env", "A=in the root\n")
        self.write("my.env", "A=where I stand\n")
        run = self.start("-d", "there", "-e", "my.env")
        self.assertEqual(0, run.ends())
        self.assertEqual(["where I stand"], run.out.of("worker.1"))

    def test_dev_null_reads_none(self):
        self.write(".env", "A=found\n")
        self.assertEqual(["A is unset"], self.show("A", "-e", "/dev/null"))

    def test_a_folder_of_secrets_is_read_as_it_is_mounted(self):
        self.write("secrets/PASSWORD", "$x 'y' #z\n")
        self.write("secrets/KEY", "two\nlines\n\n")
        self.write("secrets/..data/NO", "skipped")
        self.assertEqual(["PASSWORD=$x 'y' #z", "KEY=two", "lines", "", "NO is unset"],
                         self.show("PASSWORD KEY NO", "-e", "secrets"))

    def test_set_beats_everything(self):
        self.write("file", "A=named\nB=named\n")
        self.assertEqual(["A=set", "B=x=y $A"],
                         self.show("A B", "-e", "file", "--set", "A=set", "--set", "B=x=y $A",
                                   environment={"A": "ambient"}))

    def test_set_beats_the_computed_port(self):
        self.assertEqual(["PORT=7"], self.show("PORT", "--set", "PORT=7"))

    def test_ganger_adds_what_a_process_needs_to_know_of_itself(self):
        self.write("Procfile", f"worker: {self.program('show')} $KEYS\n")
        base = free_base()
        run = self.start("-p", base, "worker=2", "--set",
                         "KEYS=PS GANGER_INSTANCE GANGER_ID PWD PORT PYTHONUNBUFFERED")
        self.assertEqual(0, run.ends())
        ids = set()
        for number in (1, 2):
            ps, instance, mark, pwd, port, unbuffered = run.out.of(f"worker.{number}")
            self.assertEqual(f"PS=worker.{number}", ps)
            self.assertEqual(f"GANGER_INSTANCE={number}", instance)
            self.assertEqual(f"PWD={self.folder}", pwd)
            self.assertEqual(f"PORT={base + number - 1}", port)
            self.assertEqual("PYTHONUNBUFFERED=1", unbuffered)
            ids.add(re.fullmatch(rf"GANGER_ID=([0-9A-Za-z-]+)\.worker\.{number}\.([0-9]+)", mark).groups())
        self.assertEqual(2, len({launch for _, launch in ids}), "each launch has a number of its own")
        self.assertEqual(1, len({run for run, _ in ids}), "one run")

    def test_pythonunbuffered_is_kept_where_it_is_set(self):
        self.assertEqual(["PYTHONUNBUFFERED="], self.show("PYTHONUNBUFFERED", environment={"PYTHONUNBUFFERED": ""}))

    def test_what_systemd_and_a_ganger_above_us_say_is_not_passed_on(self):
        theirs = ("NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "WATCHDOG_USEC", "WATCHDOG_PID",
                  "INVOCATION_ID", "JOURNAL_STREAM", "GANGER_TIMEOUT")
        self.assertEqual([f"{name} is unset" for name in theirs],
                         self.show(" ".join(theirs), environment={name: "1" for name in theirs}))

    def test_a_kubernetes_service_link_is_ignored(self):
        self.assertEqual(["PS=worker.1"], self.show("PS", environment={"GANGER_PORT": "tcp://10.0.0.1:5000"}))

    def test_a_value_may_be_anything_but_nul(self):
        value = "line one\nline two \udcff\udcfe \u00e9 \\ ' \" $HOME `id` $(id)"
        environment = {**self.environment, "A": value}
        self.write("Procfile", "worker: printenv A\n")
        run = self.ganger("start", "-p", free_base(), environment=environment)
        self.assertEqual(0, run.ends())
        self.assertEqual(value.encode(errors="surrogateescape").split(b"\n"),
                         [line.encode(errors="surrogateescape") for line in run.out.of("worker.1")])

    def test_nothing_in_a_file_is_executed(self):
        self.write(".env", 'A="$(touch executed)"\nB=`touch executed`\nC=$(touch executed)\n')
        self.show("A B C")
        self.assertFalse((self.folder / "executed").exists())

    def test_an_environment_too_big_for_exec_is_a_failed_launch(self):
        self.write("big.env", f"BIG={'x' * 140000}\n")
        self.write("Procfile", "worker: true\n")
        run = self.start("-e", "big.env")
        self.assertEqual(126, run.ends(), "one variable of more than 128 KiB: E2BIG")
        self.assertIn("Argument list too long", run.out.text + run.err.text)
        self.assert_nothing_left()


class Ports(GangerTestCase):
    def ports(self, procfile, *arguments, **options):
        self.write("Procfile", procfile)
        run = self.start(*arguments, **options)
        self.assertEqual(0, run.ends(), run.out.text + run.err.text)
        return {line.split(" ")[0]: line.split("| ")[1] for line in run.out.lines if not line.startswith("ganger")}

    def test_web_has_the_base_wherever_it_stands(self):
        base = free_base()
        ports = self.ports(f"worker: {SHOW_PORT}\nweb: sleep 9\nmailer: {SHOW_PORT}\n", "-p", base, "worker=2", "mailer")
        self.assertEqual({"worker.1": str(base + 100), "worker.2": str(base + 101), "mailer.1": str(base + 200)}, ports)

    def test_the_base_comes_from_p_then_port_then_5000(self):
        self.write("Procfile", f"worker: {SHOW_PORT}\n")
        base = free_base()
        self.write(".env", f"PORT={base}\n")
        run = self.ganger("start")
        self.assertEqual(0, run.ends())
        self.assertEqual([str(base)], run.out.of("worker.1"))

        run = self.ganger("start", "-p", base + 1)
        self.assertEqual(0, run.ends())
        self.assertEqual([str(base + 1)], run.out.of("worker.1"))

        self.write(".env", "PORT=\n")
        run = self.ganger("start")
        self.assertEqual(0, run.ends())
        self.assertEqual(["5000"], run.out.of("worker.1"), "an empty PORT is an unset one")

    def test_siblings_that_listen_are_known_by_name(self):
        base = free_base()
        ports = self.ports("web: sleep 9\napi-v2: sleep 9 $PORT\nworker: echo $PORT_WEB $PORT_API_V2\n",
                           "-p", base, "worker")
        self.assertEqual({"worker.1": f"{base} {base + 100}"}, ports)

    def test_a_sibling_s_port_gives_way_to_the_app_s_own_variable(self):
        ports = self.ports("web: sleep 9\nworker: echo $PORT_WEB\n", "worker", environment={"PORT_WEB": "mine"})
        self.assertEqual({"worker.1": "mine"}, ports)


if __name__ == "__main__":
    main()
