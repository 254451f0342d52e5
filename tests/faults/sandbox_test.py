"""What old kernels, containers and sandboxes do without."""
import errno
import os
import signal
import subprocess

import seccomp
from faults import FaultCase, child
from ganger import EXECUTABLE, main, wait_until

AT_ONCE = '[types.worker]\nrestart = "always"\nbackoff = { initial = 0 }\n'
DAEMON = ("fork", "setsid", "fork", "setsid", "ignore", "TERM", "wait", "end", "end")


class Sandbox(FaultCase):
    def write_app(self, daemon=()):
        self.write("Procfile", f"worker: {child(*daemon, 'exit-on', 'TERM', 0, 'print', 'up', 'wait')}\n")
        self.write("ganger.toml", AT_ONCE)

    def story(self, *words, daemon=(), control=True, **options):
        """An app that is started, crashes, is asked, and is stopped; what it said."""
        self.write_app(daemon)
        run = self.ganger(*words, "-t", "0.5", "--profile", "dev", "--log-format", "plain", **options)
        run.wait_for(r"\| up")
        leader = next(found for found in run.tree() if found.session == found.pid and "worker" in found.environment().get("PS", ""))
        leader.kill()
        wait_until(lambda: run.out.text.count("| up") == 2, "it runs again")
        if control:
            self.assertEqual({"worker.1": "up"}, self.states())
        os.kill(run.pid, signal.SIGTERM)
        self.assertEqual(0, run.ends(), run.out.text)
        self.assertIn("worker.1 exited 0", run.out.text)  # so it was asked to
        return run.out.text

    def test_40_without_pidfd_and_close_range_it_works(self):
        """pidfd_open, pidfd_send_signal, CLONE_PIDFD and close_range fail with ENOSYS, and with EPERM"""
        def refuse(error):
            seccomp.refuse((seccomp.PIDFD_OPEN, seccomp.PIDFD_SEND_SIGNAL, seccomp.CLOSE_RANGE), error)
            if seccomp.CLONE:
                seccomp.refuse((seccomp.CLONE,), errno.EINVAL, seccomp.CLONE_PIDFD)

        for error in (errno.ENOSYS, errno.EPERM):
            try:
                self.story("start", daemon=DAEMON, preexec_fn=lambda error=error: refuse(error))
            except subprocess.SubprocessError:
                self.skipTest("no seccomp filters here")
        self.tells("crash, restart, ps, stop as ever; 0 processes left")

    def after(self, mounts, *words, **options):
        """The story with these mounts, which only ganger sees."""
        return self.story("--mount", "sh", "-c", f'{mounts} && exec "$@"', "sh", EXECUTABLE, "start", *words, name="unshare",
                          executable="/usr/bin/unshare", **options)

    def test_40_without_proc_it_works(self):
        """/proc is an empty folder"""
        text = self.after("mount -t tmpfs -o ro none /proc")
        self.assertEqual(1, text.count("without /proc ganger can't find what processes leave behind"), text)
        self.tells("said once; crash, restart, ps, stop as ever")

    def test_40_where_nothing_can_be_written_it_works_without_control(self):
        """every file system is read-only"""
        mounts = " && ".join(["mount -o remount,ro,bind /", *(f"mount --bind {place} {place} && mount -o remount,ro,bind {place}"
                                                              for place in ("/run", "/tmp", "/dev/shm"))])
        text = self.after(mounts, daemon=DAEMON, control=False)
        self.assertEqual(1, text.count("no socket for control: "), text)
        self.tells("said once; crash, restart and stop as ever; 0 processes left")

    def test_40_any_user_without_a_name_and_a_home_works(self):
        """a uid without a passwd entry, no HOME, no USER"""
        del self.environment["HOME"]
        change, *words = self.as_user(61234, EXECUTABLE, "start")
        self.write_app(DAEMON)
        run = self.ganger(*words, "-t", "0.5", "--profile", "dev", "--log-format", "plain", executable=change)
        run.wait_for(r"\| up")
        self.assertEqual(0, self.ganger("ps").ends())
        self.assertEqual(0, run.stop())
        self.tells("start, ps, stop as ever; 0 processes left")


if __name__ == "__main__":
    main()
