"""In a PID namespace of its own, where nothing can hide: when ganger ends, nothing of the app is there any more."""
import os
import shlex
import subprocess
import unittest

from ganger import EXECUTABLE, PATIENCE, GangerTestCase, Stream, main, wait_until
from processes import descendants

NAMESPACE = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--pid", "--fork", "--kill-child",
             "--mount-proc"]


@unittest.skipIf(subprocess.run([*NAMESPACE, "true"], stderr=subprocess.DEVNULL).returncode != 0,
                 "no PID namespace may be made here")
class NothingLeft(GangerTestCase):
    def in_namespace(self, command):
        """ganger's pid as seen from here, and what comes out."""
        process = subprocess.Popen([*NAMESPACE, "sh", "-c", command], cwd=self.folder, env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process, Stream(process.stdout)

    def ganger_in(self, process):
        return wait_until(lambda: [each.pid for each in descendants(process.pid) if each.name == "ganger"], "ganger runs")[0]

    def left_after(self, command, said):
        """Who is there when ganger, which another is PID 1 for, has ended; and what was said."""
        self.write("Procfile", f"worker: {command}\n")
        process, out = self.in_namespace(f"{shlex.quote(EXECUTABLE)} start -t 1; echo status $?; "
                                         "for p in /proc/[0-9]*; do echo left $(cat $p/comm); done; echo end")
        out.wait_for_line(said)
        os.kill(self.ganger_in(process), 15)
        out.wait_for_line("^end$", timeout=30)
        self.assertEqual(0, process.wait(10 * PATIENCE))
        self.assertIn("status 0", out.lines, out.text)
        return sorted(set(line.removeprefix("left ") for line in out.lines if line.startswith("left"))), out.text

    def test_a_daemon_that_hides_from_everything(self):
        left, said = self.left_after(f"setsid {self.program('titled')} deaf & setsid setsid {self.program('titled')} deaf & wait", "titled")
        self.assertEqual(["cat", "sh"], sorted({*left, "cat"}), said)

    def test_processes_that_are_never_the_same(self):
        left, said = self.left_after(f"{self.program('fleeing')} 8 & wait", "flees")
        self.assertEqual(["cat", "sh"], sorted({*left, "cat"}), said)
        self.assertNotIn("not even by SIGKILL", said)

    def test_as_pid_1(self):
        self.write("Procfile", f"worker: {self.program('fleeing')} 8 & wait\nother: sleep 600\n")
        process, out = self.in_namespace(f"exec {shlex.quote(EXECUTABLE)} start -t 1")
        out.wait_for_line("flees")
        os.kill(self.ganger_in(process), 15)
        out.wait_for_line("exit 0: stopped by SIGTERM", timeout=30)
        self.assertEqual(0, process.wait(10 * PATIENCE))
        self.assertNotIn("not even by SIGKILL", out.text)


if __name__ == "__main__":
    main()
