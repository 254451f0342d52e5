"""A Redis of the test's own: on a free port, in memory only."""
import shutil
import socket
import subprocess
import tempfile

from ganger import free_base, wait_until


class RedisServer:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="ganger-test-redis-")
        self.port = free_base(types=1)
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        wait_until(self.answers, "redis answers")

    def ask(self, command):
        """The first line of the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(command.encode() + b"\r\n")
            return connection.makefile().readline().strip()

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError("redis-server has ended at once")
        try:
            return self.ask("PING") == "+PONG"
        except OSError:
            return False

    def unacknowledged_tasks(self):
        """Of Celery: sent to a worker that has not yet said that one of its pool took it."""
        return int(self.ask("HLEN unacked").removeprefix(":"))

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
