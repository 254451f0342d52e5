"""How many of each type are started."""
import re

from ganger import GangerTestCase, main, wait_until

PROCFILE = "web: sleep 600\nworker: echo here; exec sleep 600\nbeat: echo here; exec sleep 600\nrelease: touch released\n"


class FormationOfTheApp(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.write("Procfile", PROCFILE)

    def assert_runs(self, expected, *arguments):
        run = self.start(*arguments)
        for name in expected:
            run.wait_for(rf"^{re.escape(name)} *\| here")

        def names():
            return [process.environment().get("PS") for process in run.tree() if process.parent == run.pid]

        wait_until(lambda: all(names()), "each runs what it shall, also those that say nothing")
        running = sorted(names())
        self.assertEqual(0, run.stop())
        self.assertEqual(expected, [name for name in running if not name.startswith("web")])
        return [name for name in running if name.startswith("web")]

    def test_one_of_each_but_release(self):
        self.assertEqual(["web.1"], self.assert_runs(["beat.1", "worker.1"]))
        self.assertFalse((self.folder / "released").exists())

    def test_only_what_is_named(self):
        self.assertEqual([], self.assert_runs(["worker.1"], "worker"))

    def test_several_with_a_number_each(self):
        self.assertEqual([], self.assert_runs(["beat.1", "worker.1", "worker.2", "worker.3"], "worker=3", "beat"))

    def test_m_leaves_the_unlisted_at_0(self):
        self.assertEqual(["web.1", "web.2"], self.assert_runs(["worker.1"], "-m", "web=2,worker=1"))

    def test_all_sets_the_rest_and_leaves_singletons_at_1(self):
        self.assertEqual(["web.1"], self.assert_runs(["beat.1", "worker.1", "worker.2"], "-m", "all=2,web=1"))

    def test_the_option_may_be_given_several_times(self):
        self.assertEqual(["web.1"], self.assert_runs(["worker.1", "worker.2"], "-m", "web=1", "-m", "worker=2"))

    def test_release_is_run_when_it_is_named(self):
        run = self.start("release")
        self.assertEqual(0, run.ends())
        self.assertTrue((self.folder / "released").exists())


class SingletonsAndTypingErrors(GangerTestCase):
    def refused(self, procfile, *arguments):
        self.write("Procfile", procfile.replace("TOUCH", "touch started;"))
        run = self.start(*arguments)
        self.assertEqual(2, run.ends(), run.out.text)
        self.assertFalse((self.folder / "started").exists(), "nothing is started")
        self.assertEqual("", run.out.text)
        return run.err.text

    def test_two_of_a_clock_are_refused(self):
        for name in ("beat", "clock", "clockwork", "scheduler", "cron"):
            with self.subTest(name=name):
                error = self.refused(f"web: TOUCH sleep 9\n{name}: TOUCH sleep 9\n", "-m", f"{name}=2")
                self.assertIn(name, error)

    def test_a_celery_beat_is_one_whatever_its_name(self):
        for command in ("celery -A shop beat", "python3 -m celery --app=shop beat -l info",
                        "celery -A shop worker -B", "celery worker -A shop --beat"):
            with self.subTest(command=command):
                error = self.refused(f"ticker: {command}\n", "ticker=2")
                self.assertIn("ticker", error)

    def test_an_unknown_type_gets_a_suggestion(self):
        for arguments in (("wrker",), ("wrker=2",), ("-m", "wrker=2")):
            with self.subTest(arguments=arguments):
                error = self.refused("web: TOUCH sleep 9\nworker: TOUCH sleep 9\n", *arguments)
                self.assertIn("'wrker'", error)
                self.assertRegex(error, r"did you mean 'worker'")

    def test_a_type_that_resembles_none_gets_the_list(self):
        error = self.refused("web: TOUCH sleep 9\nworker: TOUCH sleep 9\n", "zzzzzz")
        self.assertIn("web", error)
        self.assertIn("worker", error)

    def test_all_problems_are_told_at_once(self):
        error = self.refused("web: TOUCH sleep 9\nworker: TOUCH sleep 9\n", "wrker=x", "wbe=1", "web=-1")
        self.assertIn("wbe", error)
        self.assertIn("web=-1", error)

    def test_a_count_that_is_none_is_refused(self):
        for argument in ("web=-1", "web=x", "web=", "web=1.5", "web=+1", "web=99999999999999999999", "=2"):
            for arguments in ((argument,), ("-m", argument)):
                with self.subTest(arguments=arguments):
                    self.assertIn(argument, self.refused("web: TOUCH sleep 9\n", *arguments))

    def test_nothing_at_all_is_refused(self):
        self.refused("web: TOUCH sleep 9\n", "web=0")


if __name__ == "__main__":
    main()
