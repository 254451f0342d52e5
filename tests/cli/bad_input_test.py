"""Bad input: one clear error with a hint, status 2, nothing started."""
import os
import shutil
import socket
import stat
from pathlib import Path

from ganger import EXECUTABLE, GangerTestCase, main

GOOD = "web: touch started; sleep 600\nworker: touch started; sleep 600\n"


class BadInput(GangerTestCase):
    def assert_refused(self, *arguments, says=(), hint=True, **options):
        """`says`: patterns that the error must have. Gives the error."""
        run = self.start(*arguments, **options)
        status = run.ends()
        error = run.err.text
        self.assertEqual(2, status, f"{run.out.text}\n{error}")
        self.assertEqual("", run.out.text, "errors before the start are on stderr")
        self.assertFalse((self.folder / "started").exists(), "nothing is started")
        self.assertRegex(error, r"\A(ganger: |[^\n]*:\d+:\d+: )")
        self.assertLess(error.count("\n"), 8, "one clear error:\n" + error)
        if hint:
            self.assertGreaterEqual(error.count("\n"), 2, "a hint follows:\n" + error)
        for pattern in [says] if isinstance(says, str) else says:
            self.assertRegex(error, pattern)
        self.assert_nothing_left()
        return error

    # The Procfile.

    def test_a_missing_procfile(self):
        self.assert_refused(says=["cannot read 'Procfile': No such file or directory"])

    def test_a_missing_procfile_that_was_named(self):
        self.write("Procfile", GOOD)
        self.assert_refused("-f", "Procfile.dev", says=["Procfile.dev.*No such file or directory"])

    def test_a_missing_procfile_below_a_folder_that_has_one_gets_a_hint(self):
        self.write("Procfile", GOOD)
        (self.folder / "below").mkdir()
        self.assert_refused(folder=self.folder / "below", says=["cannot read 'Procfile'", "-d"])

    def test_a_directory_in_place_of_the_procfile(self):
        (self.folder / "Procfile").mkdir()
        self.assert_refused(says=["cannot read 'Procfile': .*directory"])

    def test_a_hundred_megabytes_of_procfile(self):
        with open(self.folder / "Procfile", "w") as file:
            file.write("web: touch started\n")
            for _ in range(100):
                file.write(("#" * 1023 + "\n") * 1024)
        self.assert_refused(says=["Procfile", "1 MiB"])

    def test_an_endless_procfile(self):
        self.assert_refused("-f", "/dev/zero", says=["/dev/zero"])

    def test_nul_bytes_in_the_procfile(self):
        self.write("Procfile", GOOD + "x: y\0z\n")
        self.assert_refused(says=[r"Procfile:3:5: ", "nul"], hint=False)

    def test_a_procfile_without_an_entry(self):
        for text in ("", "\n\n", "# only a comment\n"):
            with self.subTest(text=text):
                self.write("Procfile", text)
                self.assert_refused(says=["Procfile", "no-entries"], hint=False)

    def test_a_merge_conflict_in_the_procfile(self):
        self.write("Procfile", "<<<<<<< HEAD\n" + GOOD + "=======\nweb: other\n>>>>>>> branch\n")
        self.assert_refused(says=[r"Procfile:1:1: ", "merge-conflict"], hint=False)

    def test_a_binary_in_place_of_the_procfile(self):
        shutil.copy("/bin/true", self.folder / "Procfile")
        self.assert_refused(says=["Procfile:", "nul"], hint=False)

    def test_a_socket_in_place_of_the_procfile(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / "Procfile"))
            self.assert_refused(says="cannot read 'Procfile'", hint=False)

    def test_an_unreadable_procfile(self):
        self.write("Procfile", GOOD, mode=0)
        self.assert_refused_as_nobody(says="cannot read 'Procfile': Permission denied")

    def test_a_log_file_that_may_not_be_written(self):
        self.write("Procfile", GOOD)
        self.write("app.log", "", mode=0o444)
        self.assert_refused_as_nobody("--log-file", "app.log", says=["app.log", "Permission denied"])

    def assert_refused_as_nobody(self, *arguments, **expectations):
        if os.geteuid() == 0:
            self.folder.chmod(0o755)
            if not all(parent.stat().st_mode & stat.S_IXOTH for parent in Path(EXECUTABLE).resolve().parents):
                self.skipTest("user nobody cannot execute ganger here, and root can read everything")
            expectations["preexec_fn"] = lambda: (os.setgroups([]), os.setgid(65534), os.setuid(65534))
        self.assert_refused(*arguments, hint=False, **expectations)

    # The root.

    def test_a_root_that_does_not_exist(self):
        self.assert_refused("-d", "nowhere", says=["nowhere", "No such file or directory"], hint=False)

    def test_a_root_that_is_a_file(self):
        self.write("file", GOOD)
        self.assert_refused("-d", "file", says=["file", "Not a directory"], hint=False)

    def test_a_root_that_vanished(self):
        gone = self.folder / "gone"

        def vanish():
            os.mkdir(gone)
            os.chdir(gone)
            os.rmdir(gone)

        self.assert_refused(says=["No such file or directory"], hint=False, preexec_fn=vanish)

    # Types and numbers.

    def test_an_unknown_type(self):
        self.write("Procfile", GOOD)
        self.assert_refused("wob", says=["'wob'", "did you mean 'web'"], hint=False)

    def test_numbers_that_are_none(self):
        self.write("Procfile", GOOD)
        for arguments in (("web=-1",), ("web=x",), ("-m", "web=-1"), ("-m", "web=x"), ("-m", "web"), ("-m", "")):
            with self.subTest(arguments=arguments):
                self.assert_refused(*arguments, hint=False)

    def test_more_instances_than_there_are_ports(self):
        self.write("Procfile", GOOD)
        self.assert_refused("web=101", "worker=1", says=["web", "worker"], hint=False)

    def test_base_ports_that_are_none(self):
        self.write("Procfile", GOOD)
        for port in ("0", "-1", "65536", "x", "80x", "", "99999999999999999999"):
            with self.subTest(port=port):
                self.assert_refused("-p", port, says=["-p|[Pp]ort"], hint=False)

    def test_a_port_of_the_environment_that_is_none_says_where_it_comes_from(self):
        self.write("Procfile", GOOD)
        self.write(".env", "X=1\nPORT=http\n")
        run = self.ganger("start")
        self.assertEqual(2, run.ends())
        self.assertRegex(run.err.text, r"http(.|\n)*\.env:2|\.env:2(.|\n)*http")
        self.assertFalse((self.folder / "started").exists())

    def test_ports_beyond_65535(self):
        self.write("Procfile", GOOD)
        self.assert_refused("-p", "65500", says=["65535", "worker"], hint=False)

    def test_stop_timeouts_that_are_none(self):
        self.write("Procfile", GOOD)
        for seconds in ("x", "-1", "", "5x", "nan", "inf"):
            with self.subTest(seconds=seconds):
                self.assert_refused("-t", seconds, hint=False)

    # Ports that somebody holds.

    def occupied(self, family=socket.AF_INET, address="0.0.0.0"):
        listener = socket.socket(family)
        self.addCleanup(listener.close)
        listener.bind((address, 0))
        listener.listen()
        return listener.getsockname()[1]

    def test_an_occupied_port_names_its_holder_and_nothing_starts(self):
        self.write("Procfile", GOOD)
        port = self.occupied()
        self.assert_refused("-p", port, says=[str(port), r"web\.1", "python3", rf"\b{os.getpid()}\b"])

    def test_a_port_occupied_on_the_loopback_alone_counts(self):
        self.write("Procfile", GOOD)
        port = self.occupied(address="127.0.0.1")
        self.assert_refused("-p", port, says=[str(port)])

    def test_a_port_occupied_by_ipv6_counts(self):
        self.write("Procfile", GOOD)
        port = self.occupied(family=socket.AF_INET6, address="::")
        self.assert_refused("-p", port, says=[str(port)])

    def test_a_second_instance_s_occupied_port(self):
        self.write("Procfile", GOOD)
        port = self.occupied()
        self.assert_refused("-p", port - 1, "web=2", says=[str(port), r"web\.2"])

    def test_any_type_with_port_in_its_command_is_checked(self):
        self.write("Procfile", "worker: touch started; sleep 600\napi: touch started $PORT; sleep 600\n")
        port = self.occupied()
        self.assert_refused("-p", port - 100, says=[str(port), r"api\.1"])

    def test_what_is_not_expected_to_listen_is_not_checked(self):
        self.write("Procfile", "worker: echo fine\n")
        run = self.start("-p", self.occupied())
        self.assertEqual(0, run.ends())
        self.assertEqual(["fine"], run.out.of("worker.1"))

    def test_a_web_that_is_not_started_is_not_checked(self):
        self.write("Procfile", "web: sleep 600\nworker: echo fine\n")
        run = self.start("-p", self.occupied(), "worker")
        self.assertEqual(0, run.ends())

    # .env files.

    def test_a_bad_env_file_is_named_with_line_and_column(self):
        self.write("Procfile", GOOD)
        for text, place, code in (("A=1\nB C=2\n", r"\.env:2:", "bad-key"), ("A='x\n", r"\.env:1:3", "unclosed-quote"),
                                  ("A='x' y\n", r"\.env:1:", "text-after-quote"), ("K: v\n", r"\.env:1:", "bad-key"),
                                  ("A=x\0y\n", r"\.env:1:", "nul"), ("A=${NONE:?is missing}\n", r"\.env:1:", "required")):
            with self.subTest(text=text):
                self.write(".env", text)
                self.assert_refused(says=[place, code], hint=False)

    def test_all_problems_of_both_files_are_told_at_once(self):
        self.write("Procfile", GOOD + "<<<<<<< HEAD\n")
        self.write(".env", "B C=2\nD E=2\n")
        self.assert_refused(says=[r"Procfile:3:1: ", r"\.env:1:", r"\.env:2:"], hint=False)

    def test_a_missing_env_file_that_was_named(self):
        self.write("Procfile", GOOD)
        self.assert_refused("-e", "prod.env", says=["cannot read 'prod.env': No such file or directory"], hint=False)

    def test_a_directory_in_place_of_the_env_file(self):
        self.write("Procfile", GOOD)
        (self.folder / ".env").mkdir()
        self.assert_refused(says=[r"cannot read '\.env'"], hint=False)

    def test_a_hundred_megabytes_of_env_file(self):
        self.write("Procfile", GOOD)
        with open(self.folder / ".env", "w") as file:
            file.truncate(100 << 20)
        self.assert_refused(says=[r"\.env"], hint=False)

    def test_a_fifo_nobody_writes_to(self):
        self.write("Procfile", GOOD)
        os.mkfifo(self.folder / "fifo")
        self.assert_refused("-e", "fifo", says=["fifo"], hint=False)

    def test_set_without_a_value_or_a_name(self):
        self.write("Procfile", GOOD)
        for pair in ("A", "=x", ""):
            with self.subTest(pair=pair):
                self.assert_refused("--set", pair, hint=False)

    def test_secrets_are_not_in_the_error(self):
        self.write("Procfile", GOOD)
        self.write(".env", "PASSWORD='hunter2\nTOKEN='hunter3' hunter4\n")
        self.assertNotIn("hunter", self.assert_refused(hint=False))

    # Options.

    def test_an_unknown_option_gets_a_suggestion(self):
        self.write("Procfile", GOOD)
        self.assert_refused("--formatoin", "web=1", says=["--formatoin", "--formation"], hint=False)

    def test_c_means_something_else_with_every_other_tool(self):
        self.write("Procfile", GOOD)
        self.assert_refused("-c", "web=1", says=["-m"])

    def test_an_unknown_verb(self):
        self.write("Procfile", GOOD)
        run = self.ganger("strat")
        self.assertEqual(2, run.ends())
        self.assertIn("start", run.err.text)
        self.assertFalse((self.folder / "started").exists())

    def test_an_option_without_its_value(self):
        self.write("Procfile", GOOD)
        for option in ("-f", "-d", "-e", "-m", "-t", "--set"):
            with self.subTest(option=option):
                self.assert_refused(option, hint=False)


if __name__ == "__main__":
    main()
