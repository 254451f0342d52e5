"""A Django shop under ganger: gunicorn, a Celery worker and Celery beat, with a real Redis as broker."""
import re
import signal

from ganger import free_base, main, wait_until
from app_test_case import AppTestCase
from redis_server import RedisServer
from web import InFlight, request, wait_for_answer

PREFETCHED = 8  # four for each of the two of its pool


class DjangoApp(AppTestCase):
    app = "django"

    def setUp(self):
        super().setUp()
        self.redis = RedisServer()
        self.addCleanup(self.redis.close)
        self.companions = (self.redis.process.pid,)
        self.port = free_base()
        self.environment |= {
            "REDIS_URL": self.redis.url,
            "BEAT_SCHEDULE": str(self.folder / "celerybeat-schedule"),
        }

    def start_shop(self, *arguments):
        return self.start("-d", self.root, "-p", self.port, *arguments)

    def start_ready_shop(self):
        """Without beat: when SIGTERM comes before a worker has acknowledged a task that it just got, Celery 5.2 may hang
        in its warm shutdown (it does so in every other try, without any supervisor)."""
        run = self.start_shop("-t", "10", "web", "worker")
        wait_for_answer(run, self.port)
        run.wait_for(r"^worker\.1 *\| .* ready\.", timeout=20)
        return run

    def enqueue(self, **query):
        query = "&".join(f"{key}={value}" for key, value in query.items())
        status, task = request(self.port, f"/enqueue?{query}")
        self.assertEqual(200, status)
        return task["id"]

    def stored_result(self, task):
        """As the web shows it; nothing as long as there is none."""
        return request(self.port, f"/result?id={task}")[1]["sum"]

    def wait_until_no_task_is_in_progress(self, run):
        """Just after a strike of the clock: the next one is a second away."""
        done = len(re.findall(r"strike\S* succeeded", run.out.text))
        wait_until(lambda: len(re.findall(r"strike\S* succeeded", run.out.text)) > done, "the clock strikes")

    def test_a_day_in_the_shop(self):
        run = self.start_shop("-t", "10")

        shop = wait_for_answer(run, self.port)
        self.assertEqual("web.1", shop["process"])
        self.assertEqual("costs $5", shop["greeting"], "the .env file's single quotes are literal")

        task = self.enqueue(n=100)
        self.assertEqual(5050, wait_until(lambda: self.stored_result(task), "the worker did the task", timeout=20))

        wait_until(lambda: request(self.port, "/")[1]["strikes"] >= 2, "beat's schedule fired twice", timeout=20)

        self.assert_no_shell_between(run)
        types = {process.environment()["PS"] for process in run.tree() if process.parent == run.pid}
        self.assertEqual({"web.1", "worker.1", "beat.1"}, types, "release is a phase: it is not started")

        self.wait_until_no_task_is_in_progress(run)
        self.ask_to_end(run)
        self.assert_ends_well(run)
        self.assert_last_words(run, r"web\.1", "Shutting down: Master")
        self.assert_last_words(run, r"worker\.1", "Warm shutdown")

    def test_a_request_in_flight_at_sigterm_is_still_answered(self):
        run = self.start_ready_shop()
        in_flight = InFlight(self.port, "/slow?seconds=1.5")
        run.wait_for(r"^web\.1 *\| a slow request has begun")

        self.ask_to_end(run)

        self.assertEqual((200, {"slow": "done"}), in_flight.answer())
        self.assert_ends_well(run)

    def test_a_task_in_progress_at_sigterm_is_finished(self):
        run = self.start_ready_shop()
        task = self.enqueue(n=10, seconds=2)
        run.wait_for(r"^worker\.1 *\| .*adding up to 10")
        wait_until(lambda: self.redis.unacknowledged_tasks() == 0, "the worker has acknowledged the task")

        self.ask_to_end(run)
        self.assert_ends_well(run)

        self.assertRegex(run.out.text, rf"worker\.1 *\| .*add_up\[{task}\] succeeded")
        self.assertNotIn("signal 15", run.out.text, "TERM reached the worker's pool")
        again = self.start_shop("web")
        wait_for_answer(again, self.port)
        self.assertEqual(55, self.stored_result(task))
        self.assertEqual(0, again.stop())

    def test_no_task_of_a_busy_worker_is_lost(self):
        """Those in progress are finished, those that wait are done by the next worker."""
        run = self.start_ready_shop()
        tasks = [self.enqueue(n=10, seconds=1) for _ in range(12)]
        run.wait_for(r"^worker\.1 *\| .*adding up to 10")
        # Celery loses a task that is on its way from Redis while it ends: it has to have as many as it takes.
        wait_until(lambda: self.redis.unacknowledged_tasks() == PREFETCHED, "the worker has fetched all it keeps")
        self.ask_to_end(run)
        run.ends(timeout=20)
        self.assert_nothing_left()
        begun = len(re.findall(r"adding up to 10", run.out.text))
        self.assertLess(begun, len(tasks), "it was not busy")
        self.assertNotIn("signal 15", run.out.text, "TERM reached the worker's pool")
        self.assertEqual(begun, len(re.findall(r"add_up\S* succeeded", run.out.text)), "what was begun is finished")

        again = self.start_shop("web", "worker")
        wait_for_answer(again, self.port)
        for task in tasks:
            self.assertEqual(55, wait_until(lambda: self.stored_result(task), "the task is done", timeout=30))
        begun += len(re.findall(r"adding up to 10", again.out.text))
        self.assertEqual(len(tasks), begun, "a task was done twice")
        again.stop()

    def test_ctrl_c_ends_it_as_sigterm_does(self):
        run = self.start_ready_shop()
        run.send(signal.SIGINT)
        self.assert_ends_well(run)

    def test_a_release_is_run_when_it_is_named(self):
        run = self.start_shop("release")
        self.assertEqual(0, run.ends(timeout=20))
        self.assertIn("System check identified no issues (0 silenced).", run.out.of("release.1"))
        self.assert_nothing_left()

    def test_two_webs_share_the_work_on_ports_of_their_own(self):
        run = self.start_shop("web=2")
        self.assertEqual("web.1", wait_for_answer(run, self.port)["process"])
        self.assertEqual("web.2", wait_for_answer(run, self.port + 1)["process"])
        self.assertEqual(0, run.stop())
        self.assert_nothing_left()

    def test_a_web_that_is_killed_takes_the_app_with_it(self):
        run = self.start_ready_shop()
        gunicorn, = [process for process in run.tree() if process.parent == run.pid and process.name == "gunicorn"]
        gunicorn.kill()
        self.assertEqual(137, run.ends())
        self.assert_nothing_left()
        self.assertRegex(run.out.lines[-1], r"exit 137: web\.1 was killed by SIGKILL")


if __name__ == "__main__":
    main()
