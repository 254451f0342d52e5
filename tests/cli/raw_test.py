"""--log-format raw: what the apps write and nothing else; what ganger says is on standard error."""
import os
import random
import signal
import subprocess

from ganger import EXECUTABLE, PATIENCE, GangerTestCase, free_base, main, wait_until


def full_pipe():
    """A pipe that takes nothing more."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    try:
        while True:
            os.write(write_end, b"x" * 4096)
    except BlockingIOError:
        pass
    os.set_blocking(write_end, True)
    return read_end, write_end


class Raw(GangerTestCase):
    def raw(self, *arguments, **popen):
        return self.start("--log-format", "raw", *arguments, **popen)

    def test_a_lone_process_passes_byte_for_byte(self):
        data = random.Random(6).randbytes(1 << 20) + bytes(range(256)) * 4 + b"x" * 200000 + b"\n\n\r\0 no end"
        self.write("data", data)
        self.write("Procfile", "job: cat data\n")
        run = self.raw()
        self.assertEqual(0, run.ends())
        self.assertTrue(data == run.out.bytes)

    def test_a_hundred_megabytes_pass(self):
        with open(self.folder / "data", "wb") as data:
            dice = random.Random(7)
            for _ in range(100):
                data.write(dice.randbytes(1 << 20))
        self.write("Procfile", "job: cat data\n")
        with open(self.folder / "got", "wb") as got:
            run = self.raw(stdout=got)
            self.assertEqual(0, run.ends(60))
        self.assertEqual(0, subprocess.run(["cmp", "data", "got"], cwd=self.folder, check=False).returncode)

    def test_nothing_is_nothing(self):
        self.write("Procfile", "job: true\n")
        run = self.raw()
        self.assertEqual(0, run.ends())
        self.assertEqual(b"", run.out.bytes)

    def test_a_part_of_a_line_passes_at_once(self):
        self.write("Procfile", "job: printf 'Password: '; exec sleep 60\n")
        run = self.raw()
        run.out.wait_for_bytes(b"Password: ")
        self.assertEqual(0, run.stop())
        self.assertEqual(b"Password: ", run.out.bytes)

    def test_what_ganger_says_is_on_standard_error(self):
        self.write("Procfile", "job: echo text; exit 3\n")
        run = self.raw()
        self.assertEqual(3, run.ends())
        self.assertEqual(b"text\n", run.out.bytes)
        self.assertEqual(["ganger: job.1 started", "ganger: job.1 exited 3", "ganger: exit 3: job.1 exited 3"],
                         run.err.lines[1:])

    def test_quiet_and_hide(self):
        self.write("Procfile", "job: echo text\nother: echo other\n")
        run = self.raw("--quiet", "--hide", "other")
        self.assertEqual(0, run.ends())
        self.assertEqual((b"text\n", b""), (run.out.bytes, run.err.bytes))

    def test_lines_of_several_stay_whole(self):
        self.write("writer.sh", "i=0; while [ $i -lt 2000 ]; do printf $1-; printf $i-; echo $1; i=$((i+1)); done\n")
        self.write("Procfile", "a: exec sh writer.sh a\nb: exec sh writer.sh b\n")
        run = self.raw()
        self.assertEqual(0, run.ends(60))
        for name in "ab":
            self.assertEqual([f"{name}-{i}-{name}" for i in range(2000)],
                             [line for line in run.out.lines if line.startswith(name)])

    def test_last_words_come_before_the_end_where_both_are_one(self):
        self.write("Procfile", "job: seq 1000; exit 3\n")
        run = self.raw(stderr=subprocess.STDOUT)
        self.assertEqual(3, run.ends())
        self.assertLess(run.out.index("^1000$"), run.out.index("ganger: job.1 exited 3"))

    def test_a_full_standard_error_holds_up_nothing(self):
        read_end, write_end = full_pipe()
        self.addCleanup(os.close, read_end)
        self.write("Procfile", "job: seq 100000\n")
        run = self.raw(stderr=write_end)
        os.close(write_end)
        self.assertEqual(0, run.ends())
        self.assertEqual(100000, len(run.out.lines))

    def test_what_could_not_be_said_is_said_when_there_is_room(self):
        read_end, write_end = full_pipe()
        self.write("Procfile", "job: echo text; exec sleep 60\n")
        run = self.raw(stderr=write_end)
        os.close(write_end)
        run.wait_for("text")
        got = b""
        while b"job.1 started\n" not in got:
            got += os.read(read_end, 1 << 16)
        self.assertIn(b"xganger: profile dev", got)
        self.assertEqual(0, run.stop())
        os.close(read_end)

    def test_neither_a_closed_nor_a_full_nor_a_lost_standard_error_ends_it(self):
        self.write("Procfile", "job: seq 100; exit 3\n")
        read_end, write_end = os.pipe()
        os.close(read_end)
        self.addCleanup(os.close, write_end)
        for where in ("2>&-", "2>/dev/full", f"2>&{write_end}", "2</dev/null"):
            done = subprocess.run(["/bin/sh", "-c", f'"$0" start -p {free_base()} --log-format raw {where}', EXECUTABLE],
                                  cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, pass_fds=[write_end],
                                  stdout=subprocess.PIPE, timeout=20 * PATIENCE, check=False)
            self.assertEqual(3, done.returncode, where)
            self.assertEqual(100, len(done.stdout.splitlines()), where)

    def test_what_a_stuck_reader_lost_is_counted_aside(self):
        read_end, write_end = os.pipe()
        self.addCleanup(os.close, read_end)
        self.write("Procfile", "job: trap '' TERM; touch up; cat /dev/zero\n")
        run = self.raw("-t", "0.5", stdout=write_end)
        os.close(write_end)
        wait_until((self.folder / "up").exists, "it is up")
        run.err.wait_for_line("job.1 started")
        run.send(signal.SIGTERM)
        self.assertEqual(0, run.ends())
        self.assertRegex(run.err.text, r"ganger: dropped \d+ lines? \(\d+ bytes\): our output took nothing")


if __name__ == "__main__":
    main()
