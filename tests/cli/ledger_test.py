"""ganger was killed: what can't be known by its mark is known by the ledger, and no ledger does any harm."""
import os
import shutil
import signal
import subprocess
import unittest
from pathlib import Path

from ganger import GangerTestCase, main, wait_until
from processes import process

HAD_LEFT = r"a ganger that was killed had left (.*) behind: ended$"
NO_SENSE = "makes no sense: set aside as "
FREEZER = Path("/sys/fs/cgroup/freezer")


class Ledger(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.write("Procfile", f"worker: {self.program('titled')} & wait\n")

    def started(self, *arguments, **options):
        run = self.start(*arguments, **options)
        run.wait_for(r"worker\.1 started")
        return run

    def ledger_of(self, run):
        def marks():
            try:
                return [each.environment()["GANGER_ID"] for each in run.tree() if each.parent == run.pid and each.state != "Z"]
            except (OSError, KeyError):
                return []

        app = wait_until(marks, "its first process runs")[0].split("-")[0]
        places = ("/run/ganger", f"/tmp/ganger-{os.geteuid()}", f"/dev/shm/ganger-{os.geteuid()}")
        ledger = next(path for path in (Path(f"{place}/{app}.ledger") for place in places) if path.exists())
        self.addCleanup(self.remove, ledger)
        self.addCleanup(self.remove, ledger.with_name(ledger.name + ".bad"))
        return ledger

    @staticmethod
    def remove(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def killed(self):
        """The ledger and what is left: a process that has no mark any more."""
        run = self.started()
        run.wait_for("titled")
        ledger = self.ledger_of(run)
        run.kill_alone()
        left = [each for each in self.left_over() if each.state != "Z"]
        self.assertEqual(["python3"], [each.name for each in left])
        self.assertNotIn("GANGER_ID", left[0].environment())
        return ledger, left[0]

    def ends_it(self, left, *arguments):
        run = self.started(*arguments)
        self.assertEqual(f"python3 ({left.pid}) of worker.1", run.wait_for(HAD_LEFT).group(1))
        now = process(left.pid)
        self.assertTrue(now is None or now.state == "Z")
        return run

    def test_a_title_changer_is_known_by_its_session(self):
        ledger, left = self.killed()
        run = self.ends_it(left)
        self.assertNotIn(NO_SENSE, run.out.text)
        self.assertEqual(0, run.stop())
        self.assertFalse(ledger.exists(), "it goes with an ordinary end")

    def test_it_is_ours_alone(self):
        run = self.started()
        status = self.ledger_of(run).stat()
        self.assertEqual((os.geteuid(), 0o600), (status.st_uid, status.st_mode & 0o777))
        self.assertEqual(0, run.stop())

    def test_a_torn_end_is_cut_in_silence(self):
        ledger, left = self.killed()
        record = ledger.read_bytes().splitlines(keepends=True)[1]
        with ledger.open("ab") as file:
            file.write(record[:len(record) // 2])
        run = self.ends_it(left)
        self.assertNotIn(NO_SENSE, run.out.text)
        self.assertEqual(0, run.stop())

    def test_behind_what_makes_sense_garbage_is_said_once(self):
        ledger, left = self.killed()
        with ledger.open("ab") as file:
            file.write(b"garbage\n")
        run = self.ends_it(left)
        self.assertEqual(1, run.out.text.count(NO_SENSE))
        self.assertEqual(0, run.stop())

    def test_what_is_no_ledger_is_set_aside(self):
        run = self.started()
        ledger = self.ledger_of(run)
        good = ledger.read_bytes()
        self.assertEqual(0, run.stop())
        bad = ledger.with_name(ledger.name + ".bad")
        bytes_of = {"empty": b"", "garbage": os.urandom(5000), "NUL": bytes(100), "newlines": b"\n" * 100, "large": b"x" * (17 << 20),
                    "cut": good[:20], "spoilt": good.replace(b"ledger", b"lodger")}
        makers = {
            **{name: (lambda content: lambda: (ledger.write_bytes(content), ledger.chmod(0o600)))(content)
               for name, content in bytes_of.items()},
            "for all to read": lambda: (ledger.write_bytes(good), ledger.chmod(0o644)),
            "a link": lambda: ledger.symlink_to("/etc/passwd"),
            "a folder": ledger.mkdir,
            "a folder that is full": lambda: (ledger.mkdir(), (ledger / "x").write_text("")),
            "a pipe": lambda: os.mkfifo(ledger, 0o600),
        }
        if os.geteuid() == 0:
            makers["another's"] = lambda: (ledger.write_bytes(good), ledger.chmod(0o600), os.chown(ledger, 65534, 65534))
        for name, make in makers.items():
            with self.subTest(name):
                self.remove(bad)
                make()
                run = self.started()
                self.assertEqual(1, run.out.text.count(f"'{ledger}' {NO_SENSE}{bad}"), run.out.text)
                self.assertTrue(os.path.lexists(bad))
                self.assertTrue(ledger.read_bytes().startswith(b"ganger-ledger-1 "))
                self.assertEqual(0, run.stop())
                self.assertFalse(os.path.lexists(ledger))
        self.assertTrue(Path("/etc/passwd").exists())

    def test_truncated_at_any_byte_nothing_foreign_ends_and_the_app_starts(self):
        ledger, left = self.killed()
        good = ledger.read_bytes()
        bystander = subprocess.Popen(["sleep", "600"], start_new_session=True)
        self.companions = (bystander.pid,)
        self.addCleanup(bystander.wait)
        self.addCleanup(bystander.kill)
        header = good.index(b"\n") + 1
        left.kill()
        for size in {0, 1, header - 1, header, header + 1, len(good) - 2, len(good) - 1}:
            ledger.write_bytes(good[:size])
            ledger.chmod(0o600)
            run = self.started()
            self.assertEqual(0 if size >= header else 1, run.out.text.count(NO_SENSE), size)
            self.assertNotIn("that was killed", run.out.text)
            self.assertEqual(0, run.stop())
        self.assertIsNone(bystander.poll())

    def test_one_from_before_the_machine_was_started_means_nothing(self):
        ledger, left = self.killed()
        good = ledger.read_bytes()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip().encode()
        ledger.write_bytes(self.with_checksums(good.replace(boot, boot[::-1])))
        run = self.started()
        self.assertNotIn("that was killed", run.out.text)
        self.assertNotIn(NO_SENSE, run.out.text)
        self.assertIsNotNone(process(left.pid))
        self.assertEqual(0, run.stop())

    @staticmethod
    def with_checksums(content):
        import binascii
        lines = [line.rsplit(b" ", 1)[0] + b" " for line in content.splitlines()]
        return b"".join(line + b"%08x\n" % binascii.crc32(line) for line in lines)

    def test_a_session_whose_number_is_anothers_is_left_alone(self):
        ledger, left = self.killed()
        left.kill()
        bystander = subprocess.Popen(["sh", "-c", "sleep 600 & wait"], start_new_session=True)
        self.addCleanup(bystander.wait)
        self.addCleanup(bystander.kill)
        words = ledger.read_bytes().splitlines()[1].split()
        words[2] = b"%d" % bystander.pid  # as if its number had been that of our session before
        ledger.write_bytes(self.with_checksums(ledger.read_bytes().splitlines(keepends=True)[0] + b" ".join(words) + b"\n"))
        run = self.started()
        self.assertNotIn("that was killed", run.out.text)
        self.assertIsNone(bystander.poll())
        self.assertEqual(0, run.stop())

    def test_a_pid_namespace_that_an_instance_has_made_is_ended(self):
        namespace = ["unshare", *([] if os.geteuid() == 0 else ["--user"]), "--pid", "--fork"]
        if subprocess.run([*namespace, "true"], stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("no PID namespace may be made here")
        self.write("Procfile", f"worker: {' '.join(namespace)} sleep 600\n")
        run = self.started()
        wait_until(lambda: [each for each in run.tree() if each.name == "sleep"], "it runs")
        self.ledger_of(run)
        run.kill_alone()
        again = self.started()
        self.assertRegex(again.wait_for(HAD_LEFT).group(1), r"sleep \(\d+\) of worker.1")
        self.assertEqual(0, again.stop())

    def test_what_hangs_in_the_kernel_is_known_too_and_keeps_the_app_from_starting(self):
        group = FREEZER / f"ganger-ledger-test-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            self.skipTest("no freezer of cgroup v1 to hold a process against SIGKILL")
        self.addCleanup(group.rmdir)
        ledger, left = self.killed()
        self.addCleanup(wait_until, lambda: not (group / "tasks").read_text(), "it has ended")
        self.addCleanup(left.kill)
        self.addCleanup((group / "freezer.state").write_text, "THAWED")
        (group / "tasks").write_text(str(left.pid))
        (group / "freezer.state").write_text("FROZEN")
        wait_until(lambda: process(left.pid).state == "D", "it is frozen")
        for _ in range(2):
            run = self.start("-t", "0.1")
            self.assertEqual(1, run.ends(timeout=20), run.out.text + run.err.text)
            self.assertIn(f"has left python3 ({left.pid}, state D) of worker.1 behind, not ended even by SIGKILL", run.err.text)
            self.assertTrue(ledger.exists())
        (group / "freezer.state").write_text("THAWED")
        self.assertEqual(0, self.started().stop())

    def test_a_crash_loop_leaves_it_small(self):
        self.write("Procfile", "worker: true\nother: sleep 600\n")
        self.write("ganger.toml", '[types.worker]\nrestart = "always"\nbackoff = { initial = "0s", max = "0s" }\n')
        run = self.started()
        ledger = self.ledger_of(run)
        wait_until(lambda: ledger.read_bytes().count(b"gone") > 20, "it has crashed")
        run.send(signal.SIGTERM)
        self.assertEqual(0, run.ends())
        self.assertFalse(ledger.exists())

    @unittest.skipUnless(os.geteuid() == 0, "only root may start processes of another user")
    def test_one_of_another_user_in_its_session_is_ended_by_root(self):
        self.write("Procfile", "worker: setpriv --reuid nobody --clear-groups env -i sleep 600 & wait\n")
        run = self.started()
        left = wait_until(lambda: [each for each in run.tree() if each.name == "sleep"], "it runs")[0]
        self.ledger_of(run)
        run.kill_alone()
        again = self.started()
        self.assertEqual(f"sleep ({left.pid}) of worker.1", again.wait_for(HAD_LEFT).group(1))
        self.assertEqual(0, again.stop())


if __name__ == "__main__":
    main()
