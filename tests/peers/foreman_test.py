"""Small apps beside foreman itself: the same exit statuses, ports and variables, and where not, what README.md says."""
import signal

from ganger import main
from side_by_side import FOREMAN, SideBySide


def status(outcome):
    return outcome.status


class TheSame(SideBySide):
    def test_a_shop_its_ports_and_its_names(self):
        self.app("web: show sleep 1000\napi: show sleep 1000\nworker: show sleep 1000\n", env="RAILS_ENV=development\n")
        outcomes = self.start("-p", self.base, "-m", "web=2,worker=3,api=1",
                              until=("web.1", "web.2", "api.1", "worker.1", "worker.2", "worker.3"))
        base = self.base
        expected = {"web.1": base, "web.2": base + 1, "api.1": base + 100, "worker.1": base + 200,
                    "worker.2": base + 201, "worker.3": base + 202}
        self.assert_same({name: str(port) for name, port in expected.items()}, outcomes, lambda outcome: outcome.ports())
        self.assert_same({"RAILS_ENV": "development"}, outcomes, lambda outcome: outcome.values("RAILS_ENV"))
        self.assert_same(0, outcomes, status)

    def test_the_rest_at_one_by_all(self):
        self.app("web: show sleep 1000\nworker: show sleep 1000\n")
        outcomes = self.start("-p", self.base, "-m", "all=1,worker=2", until=("web.1", "worker.1", "worker.2"))
        self.assert_same({"web.1", "worker.1", "worker.2"}, outcomes, lambda outcome: set(outcome.seen))

    def test_a_single_type_keeps_its_port(self):
        self.app("web: show sleep 1000\nworker: show sleep 1000\n", env=f"PORT={self.base}\n")
        outcomes = self.start("worker", until=("worker.1",))
        self.assert_same({"worker.1": str(self.base + 100)}, outcomes, lambda outcome: outcome.ports())

    def test_another_procfile_and_another_root(self):
        self.app("web: false\n")
        self.app("web: show sleep 1000\n", folder="app/part")
        for arguments in (("-f", "part/Procfile"), ("-d", "part")):
            with self.subTest(arguments=arguments):
                outcomes = self.start(*arguments, "-p", self.base, until=("web.1",))
                self.assert_same({"part"}, outcomes, lambda outcome: outcome.folders())

    def test_values_of_env_files(self):
        self.app("web: show sleep 1000\n", env="A=of .env\n", other="# a comment\n\nA=plain words\nB='single $X'\n"
                 'C="double \\"quoted\\"\\nline"\nD=\nE=http://x/?a=b&c=d#e\nF=it\'s\n', more="D=of more\n")
        outcomes = self.start("-e", "other,more", "-p", self.base, until=("web.1",))
        self.assert_same({"A": "plain words", "B": "single $X", "C": 'double "quoted"\nline', "D": "of more",
                          "E": "http://x/?a=b&c=d#e", "F": "it's"}, outcomes, lambda outcome: outcome.values(*"ABCDEF"))

    def test_who_crashes_gives_the_status(self):
        self.app("web: show sleep 1000\nworker: show sh -c 'exit 3'\n")
        outcomes = self.start("-p", self.base)
        self.assert_same(3, outcomes, status)

    def test_the_first_of_several_ends_counts(self):
        self.app("web: show sh -c 'trap \"exit 5\" TERM; while :; do sleep 0.1; done'\n"
                 'worker: until test -e "$SEEN/web.1"; do sleep 0.1; done; exit 4\n')
        outcomes = self.start("-p", self.base)
        self.assert_same(4, outcomes, status)

    def test_a_stop_that_was_asked_for(self):
        self.app("web: show sleep 1000\nworker: show sleep 1000\n")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                outcomes = self.start("-p", self.base, until=("web.1", "worker.1"), send=number)
                self.assert_same(0, outcomes, status)

    def test_one_that_ignores_term_is_killed_in_time(self):
        self.app("web: show sh stubborn\n", stubborn="trap '' TERM\nwhile :; do sleep 0.1; done\n")
        outcomes = self.start("-t", "1", "-p", self.base, until=("web.1",))
        self.assert_same(0, outcomes, status)
        for outcome in outcomes:
            self.assertRegex(outcome.words, "SIGKILL|killed")

    def test_a_program_that_the_shell_does_not_find(self):
        self.app("web: show sleep 1000\nworker: 'no-such-program' && true\n")
        self.assert_same(127, self.start("-p", self.base), status)

    def test_run_and_check(self):
        self.app("web: true\n", env="A='of .env'\n")
        outcomes = self.run_all("run", "sh", "-c", 'echo "A=$A"; exit 4')
        self.assert_same((4, "A=of .env\n"), outcomes, lambda outcome: (outcome.status, outcome.words))
        self.assert_same(0, self.run_all("check"), status)


class Different(SideBySide):
    """Each has its row in README.md."""

    def test_the_order_of_ports(self):
        self.assert_told("ports")
        self.app("worker: show sleep 1000\nweb: show sleep 1000\n")
        outcomes = self.start("-p", self.base, until=("web.1", "worker.1"))
        self.assert_each([str(self.base + 100), str(self.base), str(self.base + 100)], outcomes,
                         lambda outcome: outcome.ports()["web.1"])

    def test_env_and_the_environment(self):
        self.assert_told("a variable that is both in `.env` and in the environment")
        self.app("web: show sleep 1000\n", env="A=file\n")
        outcomes = self.start("-p", self.base, until=("web.1",), environment={"A": "inherited"})
        self.assert_each(["file", "inherited", "file"], outcomes, lambda outcome: outcome.values("A")["A"])

    def test_what_a_dollar_is_in_env(self):
        self.assert_told("`$` in `.env`")
        self.app("web: show sleep 1000\n", env='X=1\nA="$X"\n')
        outcomes = self.start("-p", self.base, until=("web.1",))
        self.assert_each(["$X", "1", "$X"], outcomes, lambda outcome: outcome.values("A")["A"])

    def test_lines_of_env_that_foreman_does_not_know(self):
        self.assert_told("comments behind values, `export`, spaces around `=`, values over lines in `.env`")
        self.app("web: show sleep 1000\n", env='A=x # why\nexport B=x\nC = x\nD="one\ntwo"\n')
        outcomes = self.start("-p", self.base, until=("web.1",))
        theirs = {"A": "x # why", "B": None, "C": None, "D": '"one'}
        ours = {"A": "x", "B": "x", "C": "x", "D": "one\ntwo"}
        self.assert_each([theirs, ours, ours], outcomes, lambda outcome: outcome.values(*"ABCD"))

    def test_where_the_env_lies(self):
        self.assert_told("the `.env`, with `-f app/Procfile`")
        self.app("web: false\n", env="A=here\n")
        self.app("web: show sleep 1000\n", folder="app/part", env="A=there\n")
        outcomes = self.start("-f", "part/Procfile", "-p", self.base, until=("web.1",))
        self.assert_each(["here", "there", "here"], outcomes, lambda outcome: outcome.values("A")["A"])

    def test_an_end_with_0(self):
        self.assert_told("a process ends with 0")
        self.app("web: show sleep 1000\nsetup: until test -e \"$SEEN/web.1\"; do sleep 0.1; done\n"
                 "later: until test -e \"$SEEN/web.1\"; do sleep 0.1; done; sleep 3; exit 6\n")
        self.assert_each([0, 6, 0], self.start("-p", self.base), status)

    def test_a_process_that_is_killed(self):
        self.assert_told("a process is killed by a signal")
        self.app("web: show sleep 1000\nworker: show sh dies\n", dies="kill -9 $$\n")
        self.assert_each([0, 137, 137], self.start("-p", self.base), status)

    def test_a_program_that_is_not_found(self):
        self.assert_told("a program is not found")
        self.app("web: no-such-program\nworker: show sh -c 'sleep 2; exit 3'\n")
        self.assert_each([3, 127, 127], self.start("-t", "0", "-p", self.base), status)

    def test_release(self):
        self.assert_told("`release`")
        self.app("web: show sleep 1000\nrelease: show sleep 1000\n")
        outcomes = self.start("-p", self.base, until=("web.1",))
        self.assertIn("release.1", outcomes[0].words)
        for outcome in outcomes[1:]:
            self.assertNotIn("release.1", outcome.words)

    def test_an_unknown_type(self):
        self.assert_told("a type or a file that is not there")
        self.app("web: show sleep 1000\n")
        outcomes = self.run_all("check", "-f", "nowhere")
        self.assert_each([1, 2, 2], outcomes, status)

    def test_a_second_one_of_the_same_app(self):
        self.assert_told("a second `start` of the same app")
        self.app("web: exec sleep 1000\nworker: exec sleep 1000\n")
        for tool, options, runs in (("foreman", {"executable": FOREMAN, "name": FOREMAN}, True), ("ganger", {}, False),
                                    ("as foreman", {"name": "foreman"}, True)):
            with self.subTest(tool):
                first = self.ganger("start", "worker", folder=self.folder / "app", **options)
                first.wait_for(r"worker\.1 .*started", 30)
                types = ["web"] if runs else []
                second = self.ganger("start", *types, "-p", self.base, folder=self.folder / "app", **options)
                if runs:
                    second.wait_for(r"web\.1 .*started", 30)
                    self.assertEqual(0, second.stop(timeout=30))
                else:
                    self.assertEqual(5, second.ends(30))
                self.assertEqual(0, first.stop(timeout=30))

    def test_what_outlives_its_parent(self):
        self.assert_told("what outlives its parent")
        self.app("web: show sleep 1000 & exec sleep 1001\n")
        self.start("-p", self.base, until=("web.1",))
        left = [process for process in self.left_over() if process.state != "Z"]
        self.assertEqual(1, len(left), "foreman's, and nobody else's")


if __name__ == "__main__":
    main()
