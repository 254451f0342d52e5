"""The control socket, and whoever comes to it."""
import os
import socket
import subprocess
import time

from faults import REQUEST, RUNTIME, FaultCase, child, descriptors, memory
from ganger import EXECUTABLE, main, sanitized, wait_until

MOST_CONNECTIONS = 64


class Control(FaultCase):
    def started(self, *arguments):
        run = self.app(f"worker: {child('exit-on', 'TERM', 0, 'wait')}\n", *arguments)
        run.wait_for("worker.1 started")
        return run

    def sent(self, garbage):
        """What is answered to it; not all of it may be taken."""
        connection = self.connection()
        try:
            connection.sendall(garbage)
        except (BrokenPipeError, ConnectionResetError):
            pass
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionResetError:
            pass
        return received

    def test_19_garbage_is_refused_and_changes_nothing(self):
        """NULs, 8 MB of A, huge and negative lengths, half a request, 1100 idle connections at the socket"""
        run = self.started()
        self.latency()
        files, resident = descriptors(run.pid), memory(run.pid)
        for garbage, status in ((b"\0" * 100_000, b"400"), (b"A" * (8 << 20), b"4.."),
                                (b"GET /" + b"A" * (8 << 20), b"4.."),
                                (b"POST /v1/stop HTTP/1.1\r\nContent-Length: 18446744073709551616\r\n\r\n", b"4.."),
                                (b"POST /v1/stop HTTP/1.1\r\nContent-Length: 1099511627776\r\n\r\n", b"413"),
                                (b"POST /v1/stop HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400")):
            with self.subTest(garbage=garbage[:60]):
                answer = self.sent(garbage)
                if answer or len(garbage) < 200_000:  # else the connection may be reset before it is read
                    self.assertRegex(answer, rb"\AHTTP/1.1 " + status)
        half = self.connection()
        half.sendall(REQUEST[:20])
        began = time.monotonic()
        self.assertEqual(b"", half.recv(1000))
        given_up = time.monotonic() - began
        self.assert_within(0, 8, given_up, "half a request")
        idle = [self.connection() for _ in range(1100)]
        self.assertLessEqual(descriptors(run.pid) - files, MOST_CONNECTIONS)
        _, latency = self.ps()
        self.assert_within(0, 2, latency, "an answer among them")
        for connection in idle:
            connection.close()
        wait_until(lambda: descriptors(run.pid) <= files, "all are closed")
        grown = memory(run.pid) - resident
        if not sanitized():
            self.assertLess(grown, 8 << 10)
        self.assertEqual({"worker.1": "up"}, self.states())
        self.assertEqual(0, run.stop())
        self.tells("refused, and ganger ps answers among them",
                   f"{latency * 1000:.0f} ms; half a request is closed after {given_up:.1f} s; RSS +{grown} KiB")

    def as_nobody(self, *command):
        return subprocess.run(self.as_user(65534, *command), capture_output=True, text=True, timeout=60, cwd=self.folder,
                              env=self.environment, check=False)

    def test_21_another_user_is_refused(self):
        """another user connects, and files that let him in"""
        run = self.started()
        path = next(RUNTIME.glob("*.sock"))
        program = ("import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
                   "print(s.recv(1000).decode())")
        self.assertIn("PermissionError", self.as_nobody("/usr/bin/python3", "-c", program, str(path)).stderr)
        RUNTIME.chmod(0o755)
        path.chmod(0o666)
        answer = self.as_nobody("/usr/bin/python3", "-c", program, str(path))
        self.assertIn("403 Forbidden", answer.stdout, answer.stderr)
        self.assertNotIn("worker", answer.stdout)
        self.assertNotEqual(0, self.as_nobody(EXECUTABLE, "stop").returncode)
        self.assertEqual({"worker.1": "up"}, self.states())
        self.assertEqual(0, run.stop())
        self.tells("by the files, and by the peer's credentials", "403")

    def test_22_a_second_daemon_is_refused_and_a_stale_socket_replaced(self):
        """a second start; then kill -9, and what it leaves: socket, lock"""
        run = self.started()
        began = time.monotonic()
        second = self.start("--profile", "dev")
        self.assertEqual(5, second.ends())
        refused = time.monotonic() - began
        self.assertIn(f"pid {run.pid}", second.err.text)
        self.kill_ganger(run)
        stale = next(RUNTIME.glob("*.sock"))
        with socket.socket(socket.AF_UNIX) as connection, self.assertRaises(ConnectionRefusedError):
            connection.connect(str(stale))
        again = self.started()
        self.assertEqual([stale], list(RUNTIME.glob("*.sock")))
        self.assertEqual({"worker.1": "up"}, self.states())
        self.assertEqual(0, again.stop())
        self.tells("5 and the first one's pid; the third takes over", f"refused in {refused * 1000:.0f} ms")


if __name__ == "__main__":
    main()
