"""`python -I -S backend/limited.py MEMORY SECONDS WRITES PROGRAM …`: becomes the program, with little of everything.

Only what the standard library brings, because nothing of ours is found from here. The network goes where the kernel
lets an ordinary process give it up; the program is told to open nothing but files as well.
"""

import ctypes
import os
import resource
import signal
import sys

DIES_WITH_ITS_PARENT = 1  # <linux/prctl.h>
NEW_USER, NEW_NET = 0x10000000, 0x40000000  # <linux/sched.h>


def main(limits: list[str], program: list[str]) -> None:
    """Does not come back."""
    memory, seconds, writes = map(int, limits)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (writes, writes))
    os.nice(10)
    libc = ctypes.CDLL(None)
    libc.prctl(DIES_WITH_ITS_PARENT, signal.SIGKILL)
    libc.unshare(NEW_USER | NEW_NET)
    os.execv(program[0], program)  # noqa: S606 # no shell, and the path is absolute


if __name__ == "__main__":
    main(sys.argv[1:4], sys.argv[4:])
