"""What this process will never do again: open a socket, start a program, read or write outside a few folders.

The Linux kernel keeps it, for any user and also inside containers and systemd's own limits: a filter of system calls
(seccomp) and of files (Landlock, since 5.13). There is no namespace in it: those are forbidden in the very places.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

NO_NEW_PRIVILEGES, SECCOMP, DUMPABLE, FILTERED = 38, 22, 4, 2
REFUSED = 0x0005_0000 | 1  # the call fails as not permitted
ALLOWED, KILLED = 0x7FFF_0000, 0x8000_0000
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
X32 = 0x4000_0000
# The audit number of the machine, and its numbers of: socket, socketpair, connect, execve, execveat, ptrace,
# process_vm_readv, process_vm_writev, bpf, io_uring_setup.
MACHINES = {
    "x86_64": (0xC000_003E, (41, 53, 42, 59, 322, 101, 310, 311, 321, 425)),
    "aarch64": (0xC000_00B7, (198, 199, 203, 221, 281, 117, 270, 271, 280, 425)),
}
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_BENEATH = 1
EVERY_RIGHT = (1 << 13) - 1  # of the first version: execute, write, read, list, remove, make
EXECUTE, READ, LIST = 1, 1 << 2, 1 << 3


def confine(*, reads: Iterable[Path], writes: Iterable[Path]) -> list[str]:
    """From here on, for good. Gives what the kernel would not do, in words for a log; nothing where all is kept."""
    if sys.platform != "linux":
        return [sys.platform]
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return [f"no_new_privs: {_said()}"]
    libc.prctl(DUMPABLE, 0, 0, 0, 0)
    missing = [_files(libc, reads, writes), _calls(libc)]
    return [one for one in missing if one]


def _files(libc: ctypes.CDLL, reads: Iterable[Path], writes: Iterable[Path]) -> str:
    rights = ctypes.create_string_buffer(struct.pack("Q", EVERY_RIGHT), 8)
    rules = libc.syscall(CREATE_RULESET, rights, ctypes.c_size_t(8), 0)
    if rules < 0:
        return f"landlock: {_said()}"
    try:
        for paths, allowed in ((reads, EXECUTE | READ | LIST), (writes, EVERY_RIGHT)):
            for path in paths:
                _allow(libc, rules, path, allowed)
        return f"landlock: {_said()}" if libc.syscall(RESTRICT_SELF, rules, 0) else ""
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path, allowed: int) -> None:
    """What is not there needs no leave."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = ctypes.create_string_buffer(struct.pack("=Qi", allowed, place), 12)
        libc.syscall(ADD_RULE, rules, RULE_BENEATH, rule, 0)
    finally:
        os.close(place)


def _calls(libc: ctypes.CDLL) -> str:
    if platform.machine() not in MACHINES:
        return f"seccomp: not written for {platform.machine()}"
    steps = _filter(*MACHINES[platform.machine()])
    program = ctypes.create_string_buffer(b"".join(steps))
    head = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program))
    return f"seccomp: {_said()}" if libc.prctl(SECCOMP, FILTERED, head, 0, 0) else ""


def _filter(machine: int, refused: tuple[int, ...]) -> list[bytes]:
    """Another machine's calls kill, these fail, the rest is let through."""
    after = len(refused)
    return [
        _step(LOAD, 4),
        _step(JUMP_IF_EQUAL, machine, 1, 0),
        _step(RETURN, KILLED),
        _step(LOAD, 0),
        _step(JUMP_IF_AT_LEAST, X32, after + 1, 0),
        *(_step(JUMP_IF_EQUAL, call, after - at, 0) for at, call in enumerate(refused)),
        _step(RETURN, ALLOWED),
        _step(RETURN, REFUSED),
    ]


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)


def _said() -> str:
    return os.strerror(ctypes.get_errno())
