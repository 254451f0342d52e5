"""System calls that fail from now on, for this process and what it becomes: as old kernels and sandboxes do it."""
import ctypes
import errno
import platform
import struct

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, ANY_BIT, GIVE = 0x20, 0x15, 0x45, 0x06  # of classic BPF
ALLOW, FAIL = 0x7FFF0000, 0x00050000
FIRST_ARGUMENT = 16

CLONE = {"x86_64": 56, "aarch64": 220}.get(platform.machine())
CLONE_PIDFD = 0x1000
PIDFD_SEND_SIGNAL, PIDFD_OPEN, CLOSE_RANGE = 424, 434, 436


def refuse(calls, error=errno.ENOSYS, flag=0):
    """With `flag`: only where their first argument has it. For preexec_fn: says whether it is so."""
    libc = ctypes.CDLL(None, use_errno=True)
    for call in calls:
        steps = [(LOAD, 0, 0, 0), (EQUAL, 0, 3, call), (LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 0, 1 if flag else 0, flag),
                 (GIVE, 0, 0, FAIL | error), (GIVE, 0, 0, ALLOW)]
        code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
        program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or libc.prctl(PR_SET_SECCOMP, FILTER, program, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "seccomp")
