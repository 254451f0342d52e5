"""The watchdog of a service manager. We are that manager: a socket that is told how the service is, and when, by the kernel's
time of each datagram. What a real systemd makes of a silence is in tests/systemd."""
import signal
import socket
import struct
import time

from faults import FaultCase, child
from ganger import EXECUTABLE, PATIENCE, main, wait_until
from processes import process

SO_TIMESTAMP = SCM_TIMESTAMP = 29
WATCHDOG = 0.5  # seconds; an answer is due twice in it
STILL = 2


class Manager:
    def __init__(self, path):
        self.path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMP, 1)
        self._socket.bind(self.path)

    def close(self):
        self._socket.close()

    def hears(self, word, timeout=20 * PATIENCE):
        """When the next message with that word was sent."""
        self._socket.settimeout(timeout)
        while True:
            text, extra, _, _ = self._socket.recvmsg(4096, 256)
            if word in text.decode().splitlines():
                seconds, fraction = struct.unpack("ll", next(data for _, kind, data in extra if kind == SCM_TIMESTAMP))
                return seconds + fraction / 1e6

    def heard(self, word):
        """How often it has been said up to now."""
        count = 0
        try:
            while self.hears(word, timeout=0):
                count += 1
        except BlockingIOError:
            return count


class Watchdog(FaultCase):
    def service(self, manager):
        """WATCHDOG_PID is that of the shell that becomes ganger."""
        self.write("Procfile", f"worker: {child('exit-on', 'TERM', 0, 'wait')}\n")
        return self.ganger("-c", 'WATCHDOG_PID=$$ exec "$0" "$@"', EXECUTABLE, "start", "--profile", "host", "--log-format", "plain",
                           executable="/bin/sh", environment={"NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": str(int(WATCHDOG * 1e6))})

    def test_42_a_watchdog_hears_nothing_while_ganger_stands_still_and_soon_again(self):
        """WatchdogSec=0.5, ganger is SIGSTOPped for 2 s; then CONT"""
        manager = Manager(self.folder / "notify")
        self.addCleanup(manager.close)
        run = self.service(manager)
        worker, = self.wait_for_children(run, 1)
        for _ in range(3):
            manager.hears("WATCHDOG=1")
        run.send(signal.SIGSTOP)
        wait_until(lambda: process(run.pid).state == "T", "ganger stands still")
        until = time.monotonic() + STILL
        manager.heard("WATCHDOG=1")
        wait_until(lambda: time.monotonic() > until, "some answers are due", STILL + 1)
        self.assertEqual(0, manager.heard("WATCHDOG=1"), "nobody else answers for the loop")
        continued = time.time()
        run.send(signal.SIGCONT)
        answers = [manager.hears("WATCHDOG=1") for _ in range(5)]
        self.assert_within(0, WATCHDOG * 2, answers[0] - continued, "the first answer")
        self.assertGreater(answers[-1] - answers[0], WATCHDOG, "what was missed is not made up for")
        self.assertEqual([worker], self.children(run))
        self.assertEqual(0, run.stop())
        self.tells("silent meanwhile, answered again, at the old pace", f"{(answers[0] - continued) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
