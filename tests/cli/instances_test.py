"""Starting, stopping, restarting and scaling what runs of an app."""
import json

from ganger import GangerTestCase, free_base, main, wait_until

FAST = 'restart = "always"\nbackoff = { initial = 0, max = 0 }\n'


class Instances(GangerTestCase):
    def setUp(self):
        super().setUp()
        self.write("Procfile", "web: exec sleep 600\nworker: exec sleep 600\nbad: exit 3\nbeat: exec sleep 600\n")
        self.base = free_base()

    def app(self, *arguments):
        run = self.start("-p", self.base, "--log-format", "plain", *arguments)
        run.wait_for("started")
        return run

    def ask(self, *arguments, status=0):
        run = self.ganger(*arguments)
        self.assertEqual(status, run.ends(60), run.out.text + run.err.text)
        return run

    def listed(self):
        return json.loads(self.ask("ps", "--json").out.text)["instances"]

    def names(self):
        return sorted((instance["name"], instance["port"]) for instance in self.listed())

    def one(self, name):
        return next(instance for instance in self.listed() if instance["name"] == name)

    def test_scale_up_and_down_keeps_numbers_dense_and_ports(self):
        run = self.app("web", "worker")
        asked = self.ask("scale", "web=3", "worker+1")
        self.assertIn("web.3 ready", asked.out.text)
        of_three = [("web.1", self.base), ("web.2", self.base + 1), ("web.3", self.base + 2)]
        workers = [("worker.1", self.base + 100), ("worker.2", self.base + 101)]
        self.assertEqual(of_three + workers, self.names())
        pid = self.one("web.1")["pid"]
        self.ask("scale", "web=1", "worker-1")
        self.assertEqual(of_three[:1] + workers[:1], self.names())
        self.assertEqual(pid, self.one("web.1")["pid"])
        self.ask("scale", "web=0")
        self.assertEqual(workers[:1], self.names())
        self.ask("scale", "web=2")
        self.assertEqual(of_three[:2] + workers[:1], self.names())
        self.assertIn("ganger scale: web from 1 to 3, worker from 1 to 2", run.out.text)
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_what_is_refused_changes_nothing(self):
        run = self.app("web")
        self.assertIn("cannot run 2 of 'beat'", self.ask("scale", "web=2", "beat=2", status=1).err.text)
        self.assertIn("did you mean 'web'?", self.ask("scale", "wbe=2", status=4).err.text)
        self.assertIn("did you mean 'web'?", self.ask("start", "wbe", status=4).err.text)
        self.assertIn("ganger: there is no 'nobody' in this app", self.ask("stop", "web", "nobody", status=4).err.text)
        self.assertIn("there is no 'web.7'", self.ask("restart", "web.7", status=4).err.text)
        for words in (("scale",), ("scale", "web"), ("scale", "web=x"), ("scale", "web=1", "web+1"), ("scale", "web=-1")):
            self.ask(*words, status=2)
        self.assertEqual([("web.1", self.base)], self.names())
        document = json.loads(self.ask("scale", "wbe=2", "--json", status=4).out.text)
        self.assertEqual("refused", document["error"]["code"])
        self.assertEqual(0, run.stop())

    def test_stop_start_and_restart_by_name_and_by_type(self):
        run = self.app("-m", "web=2,worker=1")
        self.assertIn("web.2 stopped", self.ask("stop", "web.2").out.text)
        self.assertEqual("stopped", self.one("web.2")["state"])
        self.ask("start", "web")
        self.assertEqual("ready", self.one("web.2")["state"])
        before = {instance["name"]: instance["pid"] for instance in self.listed()}
        self.ask("restart", "web")
        after = {instance["name"]: instance["pid"] for instance in self.listed()}
        self.assertEqual(before["worker.1"], after["worker.1"])
        self.assertNotIn(before["web.1"], after.values())
        self.assertNotIn(before["web.2"], after.values())
        self.ask("restart")
        self.assertNotEqual(after["worker.1"], self.one("worker.1")["pid"])
        document = json.loads(self.ask("stop", "worker", "--json").out.text)
        self.assertEqual([("worker.1", "stopped")], [(i["name"], i["state"]) for i in document["instances"]])
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_start_adds_to_an_app_that_runs(self):
        run = self.app("web")
        self.assertIn("worker.1 ready", self.ask("start", "worker").out.text)
        self.ask("start", "worker=2")
        self.ask("start", status=5)
        self.assertIn("worker.3 ready", self.ask("start", "--detach", "worker=3").out.text)
        self.ask("scale", "worker=2", "web=2")
        self.assertEqual(["web.1", "web.2", "worker.1", "worker.2"], [each["name"] for each in self.listed()], "as in the Procfile")
        self.ask("scale", "web=1")
        self.assertIn("bad.1 failed", self.ask("start", "--detach", "bad", status=1).err.text)
        self.ask("scale", "bad=0")
        self.assertEqual(["web.1", "worker.1", "worker.2"], [name for name, _ in self.names()])
        self.assertEqual(0, run.stop())

    def test_what_does_not_come_up_is_told_with_its_reason_and_ends_nobody_else(self):
        run = self.app("web")
        self.assertIn("bad.1 failed: exited 3", self.ask("start", "bad", status=1).err.text)
        self.assertEqual("failed", self.one("bad.1")["state"])
        self.assertIn("bad.1 exited 3 (a command had started it: the others go on)", run.out.text)
        document = json.loads(self.ask("restart", "bad", "--json", status=1).out.text)
        self.assertEqual("not-come-about", document["error"]["code"])
        self.assertEqual("running", json.loads(self.ask("ps", "--json").out.text)["app"]["state"])
        self.assertEqual(0, run.stop())

    def test_the_app_stays_when_its_last_process_was_stopped(self):
        run = self.app("web")
        self.ask("stop", "web")
        run.wait_for("nothing runs any more")
        self.ask("start", "web")
        self.ask("stop")
        self.assertEqual(0, run.ends())

    def test_up_and_down_while_it_crashes_ends_with_the_last_number(self):
        self.write("ganger.toml", "[types.bad]\n" + FAST)
        run = self.app("web", "bad")
        for time in range(30):
            self.ask("scale", f"bad={time % 5}", "--no-wait")
        self.ask("scale", "bad=3", "--no-wait")
        self.assertEqual([("bad.1", self.base + 200), ("bad.2", self.base + 201), ("bad.3", self.base + 202)],
                         [each for each in self.names() if each[0].startswith("bad")])
        self.ask("scale", "bad=0")
        self.assertEqual([("web.1", self.base)], self.names())
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_it_waits_as_long_as_it_is_told(self):
        self.write("slow", "trap '' TERM\nwhile :; do sleep 1; done\n")
        self.write("Procfile", "web: exec sleep 600\nslow: sh slow\n")
        run = self.app()
        stopped = self.ask("stop", "slow", "--wait-timeout", "100ms", status=1)
        self.assertIn("slow.1", stopped.err.text)
        wait_until(lambda: self.one("slow.1")["state"] == "stopped", "it is killed in the end", 20)
        self.assertEqual(0, run.stop())

    def test_where_nothing_runs(self):
        for words in (("scale", "web=2"), ("restart",), ("stop", "web")):
            self.assertIn("no app runs", self.ask(*words, status=3).err.text)


if __name__ == "__main__":
    main()
