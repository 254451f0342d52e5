"""ganger.toml: what it sets, and what is wrong with it."""
import json

from ganger import GangerTestCase, free_base, main


class SettingsFile(GangerTestCase):
    def check(self, *arguments):
        run = self.ganger("check", *arguments)
        return run.ends(), run.err.lines, run.out

    def test_counts_ports_and_variables_come_from_the_file(self):
        base = free_base()
        self.write("Procfile", "web: sleep 60\nworker: echo $PS $FOO $NUMBER; sleep 60\n")
        self.write("ganger.toml", f'[types.worker]\ncount = 2\nenv = {{ FOO = "bar" }}\n[types.web]\nport = {base}\n'
                                  '[app]\nname = "shop"\n')
        run = self.ganger("start", "--set", "NUMBER=7")
        run.wait_for(rf"web.1 started on port {base}$")
        run.wait_for(r"worker.1 \| worker.1 bar 7")
        run.wait_for(r"worker.2 \| worker.2 bar 7")
        self.assertEqual(0, run.stop())

    def test_the_command_line_beats_the_file(self):
        self.write("Procfile", "worker: printenv FOO\n")
        self.write("ganger.toml", '[types.worker]\ncount = 2\nenv = { FOO = "file" }\n')
        run = self.start("worker=1", "--set", "FOO=typed")
        self.assertEqual(0, run.ends())
        self.assertEqual(["typed"], run.out.of("worker.1"))
        self.assertEqual([], run.out.of("worker.2"))

    def test_the_variables_of_a_type_beat_env_files_and_the_environment(self):
        self.write("Procfile", "worker: printenv A B\n")
        self.write(".env", "A=found\n")
        self.write("ganger.toml", '[types.worker]\nenv = { A = "file", B = "file" }\n')
        run = self.start(environment={"B": "ambient"})
        self.assertEqual(0, run.ends())
        self.assertEqual(["file", "file"], run.out.of("worker.1"))

    def test_what_is_not_to_start_starts_when_it_is_named(self):
        self.write("Procfile", "worker: echo works\nconsole: echo console\n")
        self.write("ganger.toml", "[types.console]\nstart = false\n")
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertNotIn("console.1", run.out.text)
        run = self.start("console")
        self.assertEqual(0, run.ends())
        self.assertEqual(["console"], run.out.of("console.1"))

    def test_a_singleton_may_have_a_max(self):
        self.write("Procfile", "clock: echo tick\n")
        self.assertEqual(2, self.start("clock=2").ends())
        self.write("ganger.toml", "[types.clock]\nmax = 2\n")
        self.assertEqual(0, self.start("clock=2").ends())
        run = self.start("clock=3")
        self.assertEqual(2, run.ends())
        self.assertIn("its max is 2", run.err.text)

    def test_a_type_without_a_port_has_no_PORT(self):
        self.write("Procfile", "web: sh -c 'echo PORT=[$PORT]'\n")
        self.write("ganger.toml", "[types.web]\nport = false\n")
        run = self.start(environment={"PORT": "7777"})
        self.assertEqual(0, run.ends(), "it is not expected to listen")
        self.assertEqual(["PORT=[]"], run.out.of("web.1"))

    def test_the_file_names_the_env_files(self):
        self.write("Procfile", "worker: echo $A $B\n")
        self.write(".env", "A=found\nB=found\n")
        self.write("config/app.env", "A=named\n")
        self.write("ganger.toml", '[app]\nenv_files = ["config/app.env"]\n')
        run = self.start()
        self.assertEqual(0, run.ends())
        self.assertEqual(["named"], run.out.of("worker.1"))

    def test_every_problem_is_told_at_once_and_nothing_starts(self):
        self.write("Procfile", "web: touch started\n")
        self.write("ganger.toml", '[app]\nprot = 5000\n[types.web]\ncount = "2"\n[types.wbe]\n')
        run = self.start()
        self.assertEqual(2, run.ends())
        self.assertEqual(
            ["ganger.toml:2:1: error: unknown key 'prot' in [app]; did you mean 'port'? [unknown-key]",
             "ganger.toml:4:9: error: 'count' takes a whole number; this is text [wrong-type]",
             "ganger.toml:5:8: error: no process type 'wbe' in the Procfile; did you mean 'web'? [unknown-type]"],
            run.err.lines)
        self.assertFalse((self.folder / "started").exists())

    def test_what_is_no_toml_is_told_with_its_place(self):
        self.write("Procfile", "web: true\n")
        self.write("ganger.toml", "[app]\nname =\n")
        status, errors, _ = self.check()
        self.assertEqual(2, status)
        self.assertRegex(errors[0], r"^ganger\.toml:2:\d+: error: .* \[toml-syntax\]$")

    def test_check_json_has_its_diagnostics(self):
        self.write("Procfile", "web: true\n")
        self.write("ganger.toml", "[typs]\n")
        status, _, out = self.check("--json")
        self.assertEqual(2, status)
        self.assertEqual([("ganger.toml", 1, 2, "error", "unknown-key")],
                         [(d["file"], d["line"], d["column"], d["severity"], d["code"])
                          for d in json.loads(out.text)["diagnostics"]])

    def test_another_procfile_may_lack_a_type(self):
        self.write("Procfile", "web: true\nworker: true\n")
        self.write("Procfile.dev", "web: true\n")
        self.write("ganger.toml", "[types.worker]\ncount = 2\n")
        self.assertEqual(0, self.check()[0])
        status, errors, _ = self.check("-f", "Procfile.dev")
        self.assertEqual(0, status)
        self.assertRegex(errors[0], "warning: no process type 'worker'")

    def test_settings_names_another_file_which_has_to_be_there(self):
        self.write("Procfile", "web: true\n")
        self.write("ganger.toml", "nonsense = 1\n")
        self.write("other.toml", "[app]\nname = 'shop'\n")
        status, _, out = self.check("--settings", "other.toml")
        self.assertEqual(0, status)
        self.assertIn("shop", out.text)
        self.assertEqual(2, self.check("--settings", "missing.toml")[0])


class Variables(GangerTestCase):
    """Every option may stand in a GANGER_ variable."""

    def test_options_may_stand_in_variables(self):
        self.write("Procfile.other", "worker: echo $A\nweb: echo web\n")
        self.write("other.env", "A=one\n")
        run = self.ganger("start", environment={"GANGER_PROCFILE": "Procfile.other", "GANGER_ENV": "/dev/null,other.env",
                                                "GANGER_FORMATION": "worker=2", "GANGER_PORT": str(free_base())})
        self.assertEqual(0, run.ends(), run.err.text)
        self.assertEqual((["one"], ["one"], []), (run.out.of("worker.1"), run.out.of("worker.2"), run.out.of("web.1")))

    def test_what_is_typed_beats_the_variable_which_beats_the_file(self):
        base = free_base()
        self.write("Procfile", "worker: printenv 'PO''RT'\n")
        self.write("ganger.toml", f"[app]\nport = {base}\n")
        ports = []
        for arguments, environment in (((), {}), ((), {"GANGER_PORT": str(base + 1)}),
                                       (("-p", base + 2), {"GANGER_PORT": str(base + 1)})):
            run = self.ganger("start", *arguments, environment=environment)
            self.assertEqual(0, run.ends())
            ports += run.out.of("worker.1")
        self.assertEqual([str(base), str(base + 1), str(base + 2)], ports)

    def test_a_flag_may_stand_in_a_variable(self):
        self.write("Procfile", "web: true\nno colon\n")
        self.assertEqual(2, self.ganger("check", environment={"GANGER_STRICT": "true"}).ends())
        self.assertEqual(0, self.ganger("check", environment={"GANGER_STRICT": "false"}).ends())
        run = self.ganger("check", environment={"GANGER_STRICT": "perhaps"})
        self.assertEqual(2, run.ends())
        self.assertIn("GANGER_STRICT", run.err.text)

    def test_a_service_link_of_kubernetes_is_no_port(self):
        self.write("Procfile", "worker: printenv 'PO''RT'\n")
        run = self.ganger("start", environment={"GANGER_PORT": "tcp://10.0.0.1:80"})
        self.assertEqual(0, run.ends())
        self.assertEqual(["5000"], run.out.of("worker.1"))

    def test_an_empty_variable_is_an_unset_one(self):
        self.write("Procfile", "worker: printenv 'PO''RT'\n")
        run = self.ganger("start", environment={"GANGER_PORT": ""})
        self.assertEqual(0, run.ends())
        self.assertEqual(["5000"], run.out.of("worker.1"))

    def test_a_wrong_value_names_the_variable(self):
        self.write("Procfile", "worker: true\n")
        for variable, value in (("GANGER_PORT", "x"), ("GANGER_TIMEOUT", "x")):
            run = self.ganger("start", environment={variable: value})
            self.assertEqual(2, run.ends())
            self.assertIn(variable, run.err.text)


if __name__ == "__main__":
    main()
