"""In a control group that is given away to ganger: each instance has one of its own, which nobody leaves."""
import os
import re
import subprocess
import unittest

from control_group import ControlGroup
from ganger import GangerTestCase, main, wait_until
from processes import process

NAME = r"^ganger-\d+-[0-9a-f]{12}-\d+-\d+-[0-9a-f]+\.%s$"


class InAControlGroup(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.group = ControlGroup()
        self.addCleanup(self.group.remove)

    def start(self, *arguments, **options):
        return super().start(*arguments, preexec_fn=self.group.enter, **options)

    def fled(self):
        """Those of the program `fleeing`."""
        return [pid for pid in self.group.members() if (found := process(pid)) and found.name == "fled"]

    def test_each_instance_is_born_in_one_of_its_own_which_goes_with_it(self):
        self.write("Procfile", "web: echo $GANGER_ID; cat /proc/self/cgroup; exec sleep 600\nworker: sleep 600\n")
        run = self.start()
        run.wait_for(r"web\.1 +\| 0::")
        run.wait_for(r"worker\.1 started")
        web, worker = self.group.inside()
        self.assertRegex(web, NAME % r"web\.1\.1")
        self.assertRegex(worker, NAME % r"worker\.1\.2")
        said = run.out.of("web.1")
        self.assertTrue(web.endswith("-" + said[0]), said)
        self.assertTrue(said[-1].endswith(f"{self.group.path.name}/{web}"), said)
        self.assertEqual([str(run.pid)], (self.group.path / "cgroup.procs").read_text().split())
        self.assertEqual(0, run.stop())
        self.assertEqual([], self.group.inside())
        self.assertEqual("", run.err.text)

    def test_what_hides_from_everything_ends_with_its_instance(self):
        self.write("Procfile", f"web: sleep 600\nworker: setsid {self.program('titled')} deaf & sleep 600\n")
        run = self.start("-t", "0.5")
        run.wait_for("titled")
        hidden = wait_until(lambda: [each for each in run.tree() if "titled" in each.command], "the hidden one runs")
        stop = self.ganger("stop", "worker.1")
        self.assertEqual(0, stop.ends())
        self.assertEqual([], [each for each in hidden if not each.has_ended()])
        web, = self.group.inside()
        self.assertRegex(web, NAME % r"web\.1\.1")
        self.assertEqual(0, run.stop())
        self.assertEqual([], self.group.inside())

    def test_one_that_is_another_at_each_look_ends_with_its_instance(self):
        for count in (1, 30):
            with self.subTest(count=count):
                self.write("Procfile", f"web: sleep 600\nworker: {self.program('fleeing')} {count} & wait\n")
                run = self.start("-t", "0.5")
                run.wait_for("flees")
                stop = self.ganger("stop", "worker.1")
                self.assertEqual(0, stop.ends(30), stop.out.text + stop.err.text)
                self.assertEqual([], self.fled())
                self.assertEqual(0, run.stop())
                self.assertEqual([], self.group.inside())
                self.assertNotIn("given up", run.out.text)

    def test_an_instance_may_have_made_groups_itself(self):
        own = 'own=$(sed -n "s/^0:://p" /proc/self/cgroup); '
        make = f"mkdir -p {self.group.path}/${{own##*/}}/sub/below; sleep 600 & "
        move = f"echo $! > {self.group.path}/${{own##*/}}/sub/below/cgroup.procs; echo moved; wait"
        self.write("Procfile", f"worker: {own}{make}{move}\n")
        run = self.start()
        run.wait_for("moved")
        self.assertEqual(0, run.stop())
        self.assertEqual([], self.group.inside())

    def test_what_can_not_be_launched_leaves_no_group(self):
        self.write("unfit", "#!/is/not/there\n", mode=0o755)
        self.write("Procfile", "worker: ./unfit\n")
        run = self.start()
        self.assertNotEqual(0, run.ends())
        self.assertIn("worker.1", run.out.text)
        self.assertEqual([], self.group.inside())

    def test_a_one_off_is_born_in_one_which_goes_with_it(self):
        run = self.ganger("run", "cat", "/proc/self/cgroup", preexec_fn=self.group.enter)
        self.assertEqual(0, run.ends(), run.err.text)
        self.assertRegex(run.out.text, rf"(?m)^0::.*/{self.group.path.name}/ganger-\d+-[0-9a-f]+\.run\.1\.1$")
        self.assertEqual([], self.group.inside())
        run = self.ganger("run", "./missing", preexec_fn=self.group.enter)
        self.assertEqual(127, run.ends(), run.err.text)
        self.assertEqual([], self.group.inside())

    def test_one_that_is_another_at_each_look_ends_with_its_one_off(self):
        self.write("Procfile", f"task: {self.program('fleeing')} 3 & read -r _\n")
        self.write("ganger.toml", "[types.task]\nstop_timeout = '0.5s'\n")
        run = self.ganger("run", "task", stdin=subprocess.PIPE, preexec_fn=self.group.enter)
        run.wait_for("flees")
        run.process.stdin.close()
        self.assertEqual(1, run.ends(30), run.err.text)  # read's at the end of input
        self.assertEqual([], self.fled())
        self.assertEqual([], self.group.inside())

    def test_what_a_one_off_leaves_behind_is_named_once_and_has_one_sigterm(self):
        self.write("stays", "exec 0<>fifo; trap 'echo had it' TERM; echo up; while :; do read -r _; done\n")
        os.mkfifo(self.folder / "fifo")
        self.write("Procfile", "task: setsid --fork env -i /bin/sh stays; read -r _\n")
        self.write("ganger.toml", "[types.task]\nstop_timeout = '0.5s'\n")
        run = self.ganger("run", "task", stdin=subprocess.PIPE, preexec_fn=self.group.enter)
        run.wait_for("up")
        run.process.stdin.close()
        self.assertEqual(1, run.ends(30), run.err.text)
        self.assertEqual(1, run.out.text.count("had it"), run.out.text)
        self.assertEqual(1, len(re.findall(r"\bsh \(\d+\)", run.err.lines[0])), run.err.text)
        self.assertEqual([], self.group.inside())

    def test_killed_it_leaves_what_the_next_start_finds_by_its_group(self):
        self.write("Procfile", f"web: sleep 600\nworker: {self.program('fleeing')} 3 & wait\n")
        run = self.start()
        run.wait_for("flees")
        wait_until(lambda: len(self.group.inside()) == 2, "both groups")
        run.kill_alone()
        self.assertTrue(self.group.inside())
        left = self.group.inside()
        self.write("Procfile", "web: sleep 600\n")
        run = self.start("-t", "0.5")
        run.wait_for(r"a ganger that was killed had left (fled|processes that are never the same).* of worker\.1.* behind: ended$", 30)
        run.wait_for(r"web\.1 started")
        self.assertEqual([], self.fled())
        web, = self.group.inside()
        self.assertNotIn(web, left)
        self.assertEqual(0, run.stop())
        self.assertEqual([], self.group.inside())

    def test_killed_it_leaves_empty_groups_that_go_without_a_word(self):
        self.write("Procfile", "web: sleep 600\n")
        run = self.start()
        run.wait_for(r"web\.1 started")
        run.kill_alone()
        web, = self.group.inside()
        run = self.start()
        run.wait_for(r"web\.1 started")
        self.assertNotIn(web, self.group.inside())
        self.assertNotIn("that was killed", run.out.text)
        self.assertEqual(0, run.stop())

    def test_groups_of_others_are_left_alone(self):
        self.write("Procfile", "web: sleep 600\n")
        foreign = self.group.path / "ganger-1-0123456789ab-1-1-ff.web.1.1"
        foreign.mkdir()
        run = self.start()
        run.wait_for(r"web\.1 started")
        self.assertEqual(0, run.stop())
        self.assertEqual([foreign.name], self.group.inside())

    def test_without_proc_what_hides_is_killed_at_the_deadline(self):
        if os.geteuid() != 0:
            self.skipTest("only root may mount")
        mounts = 'mount -t cgroup2 none /sys/fs/cgroup && mount -t tmpfs none /proc && exec "$@"'
        self.write("Procfile", "worker: setsid --fork sh -c 'trap \"\" TERM; echo hidden; exec sleep 600'; exec sleep 600\n")
        ganger = os.environ["GANGER_EXECUTABLE"]
        run = self.ganger("--cgroup", "--mount", "--fork", "--kill-child", "sh", "-c", mounts, "sh", ganger, "start", "-p", "5000",
                          "-t", "0.5", name="unshare", executable="/usr/bin/unshare", preexec_fn=self.group.enter)
        run.wait_for("hidden")
        os.kill(wait_until(lambda: [each.pid for each in run.tree() if each.name == "ganger"], "ganger runs")[0], 15)
        run.ends(30)  # with 1 where a sanitizer looks for leaks: it needs /proc
        self.assertRegex(run.out.lines[-1], "exit 0: stopped by SIGTERM")
        self.assertEqual([], self.group.members())
        self.assertNotIn("given up", run.out.text)
        self.assertEqual([], self.group.inside())


class InAnothersControlGroup(GangerTestCase):
    @unittest.skipUnless(os.geteuid() == 0, "that a group is ours says enough for anybody but root")
    def test_root_divides_no_group_that_was_not_given_away(self):
        group = ControlGroup(delegated=False)
        self.addCleanup(group.remove)
        self.write("Procfile", "web: sleep 600\n")
        run = self.start(preexec_fn=group.enter)
        run.wait_for(r"web\.1 started")
        self.assertEqual([], group.inside())
        self.assertEqual(0, run.stop())


if __name__ == "__main__":
    main()
