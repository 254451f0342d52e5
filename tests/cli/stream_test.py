"""What stands in the one stream: every byte, whole lines, last words before the end."""
import re

from ganger import GangerTestCase, main


class StreamOfLines(GangerTestCase):
    def run_to_end(self, procfile, *arguments, status=0):
        self.write("Procfile", procfile)
        run = self.start(*arguments)
        self.assertEqual(status, run.ends(timeout=20), run.out.text[-3000:] + run.err.text)
        return run

    def test_a_line_stands_behind_its_instance_s_name(self):
        run = self.run_to_end("hello: echo good morning\nlonger-name: echo good evening\n")
        self.assertIn("hello.1       | good morning", run.out.lines)
        self.assertIn("longer-name.1 | good evening", run.out.lines)

    def test_every_line_has_a_name_and_ganger_s_own_are_under_its_name(self):
        run = self.run_to_end("worker: echo one; echo two >&2\n")
        self.assertEqual(["one", "two"], run.out.of("worker.1"), "stdout and stderr in the order they were written")
        for line in run.out.lines:
            self.assertRegex(line, r"^(worker\.1|ganger) *\| ")
        self.assertEqual("", run.err.text)

    def test_no_colours_go_to_what_is_no_terminal(self):
        run = self.run_to_end("worker: echo plain\n")
        self.assertNotIn(b"\x1b", run.out.bytes)

    def test_empty_lines_and_spaces_are_kept(self):
        run = self.run_to_end(r"""worker: printf 'a\n\n\n  b  \n'""" + "\n")
        self.assertEqual(["a", "", "", "  b  "], run.out.of("worker.1"))

    def test_a_last_line_without_newline_is_kept(self):
        run = self.run_to_end("worker: printf 'first\\nlast words'\n")
        self.assertEqual(["first", "last words"], run.out.of("worker.1"))

    def test_bytes_pass_as_they_are(self):
        run = self.run_to_end(r"""worker: printf 'caf\303\251 \377\376 \001 a\rb \000 end\n'""" + "\n")
        self.assertIn(b"| caf\xc3\xa9 \xff\xfe \x01 a\rb \x00 end\n", run.out.bytes)

    def test_twenty_thousand_lines_and_an_exit_all_arrive_before_the_end_is_told(self):
        program = self.program("twenty_thousand")
        run = self.run_to_end(f"worker: {program}; exit 3\n", status=3)
        wanted = [f"line {number} {'x' * (number % 90)}" for number in range(20000)]
        self.assertEqual(wanted, run.out.of("worker.1"))
        self.assertLess(run.out.index(r"^worker\.1 *\| line 19999 "), run.out.index(r"^ganger *\| worker\.1 exited 3"))

    def test_lines_of_several_writers_stay_whole_although_each_is_written_in_two_halves(self):
        program = self.program("talker")
        names = "abcd"
        run = self.run_to_end("".join(f"{name}: {program} {name}\n" for name in names))
        for name in names:
            self.assertEqual([f"{name} begins {n} and ends {name} {n}" for n in range(400)], run.out.of(f"{name}.1"))

    def test_a_partial_line_is_shown_and_continued_in_place(self):
        run = self.partial_line(f"asks: {self.program('asks')}\n")
        self.assertIn("Are you sure? yes", run.out.of("asks.1"))

    def partial_line(self, procfile):
        self.write("Procfile", procfile)
        run = self.start()
        run.out.wait_for_bytes(b"| Are you sure? ")
        self.write("answer", "")
        self.assertEqual(0, run.ends())
        return run

    def test_a_partial_line_is_cut_when_another_writes_in_between(self):
        program = self.program("asks")
        self.write("Procfile", f"asks: {program}\nother: while ! test -e answer; do sleep 0.01; echo tick; done\n")
        run = self.start()
        run.out.wait_for_bytes(b"| Are you sure? ")
        ticks = run.out.text.count("tick")
        run.out.wait(lambda: True if run.out.text.count("tick") > ticks + 2 else None, "ticks after the question")
        self.write("answer", "")
        self.assertEqual(0, run.ends())
        for line in run.out.lines:
            self.assertRegex(line, r"^(asks\.1|other\.1|ganger) *\| ")
        parts = "".join(run.out.of("asks.1"))
        self.assertIn("Are you sure? ", parts)
        self.assertIn("yes", parts)

    def test_a_long_line_is_cut_in_marked_parts_and_nothing_is_lost(self):
        run = self.run_to_end("worker: head -c 300000 /dev/zero | tr '\\0' x; echo; echo after\n")
        parts = run.out.of("worker.1")
        self.assertEqual("after", parts[-1])
        self.assertEqual(300000, sum(part.count("x") for part in parts))
        self.assertEqual(5, len(parts) - 1, "64 KiB each")
        for part in parts[:-1]:
            self.assertLessEqual(part.count("x"), 65536)
        whole = re.sub("x+", "", "".join(parts[:-1]))
        self.assertNotEqual("", whole, "a part says that it is one")

    def test_a_line_of_64_kib_is_whole(self):
        run = self.run_to_end("worker: head -c 65536 /dev/zero | tr '\\0' x; echo\n")
        self.assertEqual(["x" * 65536], run.out.of("worker.1"))

    def test_a_grandchild_that_holds_the_pipe_delays_nothing(self):
        program = self.program("leaves_a_writer")
        self.write("Procfile", f"worker: {program}\n")
        run = self.start("-t", "2")
        self.assertEqual(3, run.ends())
        said = run.out.time_of(r"^worker\.1 *\| last words")
        told = run.out.time_of(r"^ganger *\| worker\.1 exited 3")
        self.assertLess(told - said, 0.5, "its end is told at once")
        self.assertLess(run.out.index(r"\| last words"), run.out.index(r"^ganger *\| worker\.1 exited 3"))
        self.assert_nothing_left()

    def test_a_line_that_a_grandchild_is_writing_while_the_leader_ends_gets_no_newline_in_it(self):
        # Whoever takes longer than 0.1 s for the rest is no longer in the middle of a line: so several goes.
        self.write("Procfile", "worker: (trap '' TERM; printf 'the line '; touch begun; while kill -0 $$ 2>/dev/null; do :; done; "
                               "printf 'is whole\\n') & while ! test -e begun; do :; done; rm begun; exit 3\n")
        for _ in range(20):
            run = self.start("-t", "2")
            self.assertEqual(3, run.ends())
            said = run.out.of("worker.1")
            self.assertEqual("the line is whole", "".join(said))
            if said == ["the line is whole"]:
                self.assertLess(run.out.index(r"is whole"), run.out.index(r"^ganger *\| worker\.1 exited 3"))
                return
        self.fail("it was cut each time")

    def test_a_process_that_closes_its_output_goes_on(self):
        self.write("Procfile", "quiet: exec >/dev/null 2>&1; touch closed; exec sleep 600\nworker: "
                               "while ! test -e closed; do sleep 0.01; done; echo seen; exec sleep 600\n")
        run = self.start()
        run.wait_for(r"\| seen")
        self.assertNotRegex(run.out.text, r"quiet\.1 exited")
        self.assertEqual(0, run.stop())

    def test_lines_arrive_while_the_process_runs(self):
        self.write("Procfile", "worker: echo now; exec sleep 600\n")
        run = self.start()
        run.wait_for(r"^worker\.1 *\| now")
        self.assertEqual(0, run.stop())

    def test_the_start_names_each_instance(self):
        run = self.run_to_end("a: true\nb: true\n", "a=2", "b=1")
        for name in ("a.1", "a.2", "b.1"):
            self.assertRegex(run.out.text, rf"(?m)^ganger *\| .*{re.escape(name)}")


if __name__ == "__main__":
    main()
