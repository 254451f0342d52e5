"""A FastAPI board of jobs under ganger: uvicorn, and a worker that finds it by PORT_WEB."""
from ganger import free_base, main, wait_until
from app_test_case import AppTestCase
from web import InFlight, request, wait_for_answer


class FastapiApp(AppTestCase):
    app = "fastapi"

    def setUp(self):
        super().setUp()
        self.port = free_base()

    def start_board(self, *arguments):
        run = self.start("-d", self.root, "-p", self.port, "-t", "10", *arguments)
        wait_for_answer(run, self.port)
        return run

    def test_a_job_is_done_by_the_worker(self):
        run = self.start_board()
        status, job = request(self.port, "/jobs?word=hello", method="POST")
        self.assertEqual(200, status)

        def result():
            return request(self.port, f"/jobs/{job['number']}")[1]["result"]

        self.assertEqual("olleh", wait_until(result, "the worker did the job"))
        self.assert_no_shell_between(run)

        self.ask_to_end(run)
        self.assert_ends_well(run)
        self.assert_last_words(run, r"web\.1", "board: closed")
        self.assert_last_words(run, r"web\.1", "Finished server process")
        self.assert_last_words(run, r"worker\.1", "worker: ends")

    def test_a_request_in_flight_at_sigterm_is_still_answered(self):
        run = self.start_board("web")
        in_flight = InFlight(self.port, "/slow?seconds=1.5")
        run.wait_for(r"^web\.1 *\| board: a slow request has begun")

        self.ask_to_end(run)

        self.assertEqual((200, {"slow": "done"}), in_flight.answer())
        self.assert_ends_well(run)
        self.assert_last_words(run, r"web\.1", "board: closed")

    def test_the_web_has_the_base_port_although_it_comes_last_in_the_file(self):
        run = self.start_board()
        ports = {process.environment()["PS"]: process.environment()["PORT"]
                 for process in run.tree() if process.parent == run.pid}
        self.assertEqual(str(self.port), ports["web.1"])
        self.assertNotEqual(ports["web.1"], ports["worker.1"])
        self.assertEqual(0, run.stop())

    def test_five_workers_do_twenty_jobs(self):
        run = self.start_board("web", "worker=5")
        for number in range(20):
            request(self.port, f"/jobs?word=word{number}", method="POST")
        wait_until(lambda: all(request(self.port, f"/jobs/{number}")[1]["result"] for number in range(20)),
                   "all jobs are done")
        self.ask_to_end(run)
        self.assert_ends_well(run)
        for number in range(1, 6):
            self.assert_last_words(run, rf"worker\.{number}", "worker: ends")


if __name__ == "__main__":
    main()
