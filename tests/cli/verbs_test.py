"""Words in the place of a verb: other tools', those of later versions, and typing errors."""
from ganger import GangerTestCase, main


class Verbs(GangerTestCase):
    def refused(self, *arguments):
        """What it says on standard error, in two lines: the problem, and what to do."""
        self.write("Procfile", "web: touch started\n")
        run = self.ganger(*arguments)
        self.assertEqual(2, run.ends())
        self.assertEqual("", run.out.text)
        self.assertFalse((self.folder / "started").exists())
        return run.err.text

    def test_a_verb_of_another_tool_is_answered_with_gangers_word(self):
        self.assertRegex(self.refused("up"), r"ganger's word for 'up' is 'start'(.|\n)*ganger help start")
        for word in ("down", "quit", "kill", "shutdown"):
            with self.subTest(word=word):
                self.assertRegex(self.refused(word), rf"ganger's word for '{word}' is 'stop'(.|\n)*ganger help stop")
        self.assertRegex(self.refused("tail"), r"ganger's word for 'tail' is 'logs -f'(.|\n)*ganger help logs")
        self.assertRegex(self.refused("status"), r"ganger's word for 'status' is 'ps'(.|\n)*ganger help ps")

    def test_where_that_verb_is_still_to_come_it_says_so_and_what_to_do_today(self):
        self.assertRegex(self.refused("reread"), r"is 'reload', which is not in this version(.|\n)*ganger stop, then ganger start")
        for word, gangers in (("connect", "attach"), ("reread", "reload"),
                              ("update", "reload")):
            with self.subTest(word=word):
                self.assertIn(f"ganger's word for '{word}' is '{gangers}', which is not in this version", self.refused(word))

    def test_a_verb_that_is_to_come(self):
        self.assertRegex(self.refused("reload"), r"'reload' is not in this version(.|\n)*ganger stop, then ganger start")
        for word in ("reload", "events", "attach", "wait", "health", "metrics",
                     "init", "upgrade", "export"):
            with self.subTest(word=word):
                self.assertIn(f"'{word}' is not in this version", self.refused(word))

    def test_what_stands_around_such_a_verb_changes_nothing(self):
        for arguments in (("events", "-f"), ("-d", ".", "events", "-n", "5", "web"), ("--env-override", "events", "--since", "1h"),
                          ("-fProcfile", "events", "--help"), ("--root=.", "events", "-n")):
            with self.subTest(arguments=arguments):
                self.assertIn("'events' is not in this version", self.refused(*arguments))

    def test_help_for_such_a_verb_says_the_same(self):
        self.assertIn("ganger's word for 'up' is 'start'", self.refused("help", "up"))
        self.assertIn("'reload' is not in this version", self.refused("help", "reload"))

    def test_help_alone_is_the_help_of_all(self):
        run, same = self.ganger("help"), self.ganger("--help")
        self.assertEqual((0, 0), (run.ends(), same.ends()))
        self.assertEqual(same.out.text, run.out.text)
        self.assertRegex(run.out.text, r"Verbs:(.|\n)*\n  start ")

    def test_a_typing_error_gets_a_suggestion(self):
        self.assertRegex(self.refused("strat"), r"unknown verb 'strat'(.|\n)*did you mean 'start'\?")
        self.assertRegex(self.refused("chekc"), r"did you mean 'check'\?")
        self.assertRegex(self.refused("xyzzyplugh"), r"unknown verb 'xyzzyplugh'(.|\n)*ganger --help")

    def test_an_unknown_option_before_the_verb_is_named_first(self):
        self.assertIn("unknown option '-c'", self.refused("-c", "web=2", "start"))
        self.assertRegex(self.refused("--prot", "5000", "start"), r"unknown option '--prot'(.|\n)*did you mean '--port'\?")

    def test_the_options_of_a_verb_may_stand_before_it(self):
        self.write("Procfile", "web: echo \"port $PORT\"\nworker: echo works\n")
        run = self.ganger("-p", "7000", "--hide", "worker", "-t3", "start", "--quiet")
        self.assertEqual(1, run.ends())
        self.assertEqual(["port 7000"], run.out.of("web.1"))
        self.assertEqual([], run.out.of("worker.1"))


if __name__ == "__main__":
    main()
