"""The nursery: a single-threaded process that has imported SymPy and forks a worker on request, in milliseconds.

It never imports the caller's ``__main__`` (scripts need no guard), lives in its own session (Ctrl-C does not reach
it), and when its control socket closes, however the parent ended, it kills every worker and leaves.
Not covered: a worker may read and write files; the memory limit is the operating system's and absent on macOS.
"""

from __future__ import annotations

import importlib
import os
import resource
import signal
import socket
import struct
import sys
from multiprocessing.connection import Connection
from typing import NoReturn

from symassist.expressions.polylogarithm import quick_polylogarithms

MESSAGE = struct.Struct("!cq")
SPAWN, KILL = b"s", b"k"


def main(control_fd: int, preload: list[str], memory: int) -> NoReturn:
    """Serves spawn and kill requests until the control socket closes."""
    for name in preload:
        importlib.import_module(name)
    control = socket.socket(fileno=control_fd)
    children: set[int] = set()
    while True:
        data, fds, _, _ = socket.recv_fds(control, MESSAGE.size, 1)
        children = {pid for pid in children if os.waitpid(pid, os.WNOHANG) == (0, 0)}
        if len(data) < MESSAGE.size:
            for pid in children:
                os.kill(pid, signal.SIGKILL)
            os._exit(0)
        command, number = MESSAGE.unpack(data)
        if command == SPAWN:
            pid = os.fork()
            if pid == 0:
                control.close()
                _work(Connection(fds[0]), memory)
            children.add(pid)
            os.close(fds[0])
        elif number in children:
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)
            children.discard(number)


def _work(connection: Connection, memory: int) -> NoReturn:
    """Runs (function, arguments) messages, answers ('result', value, last) or ('error', text, last), until end of file.

    ``last`` says that the task has lowered the process's priority, so that it should not get another.
    """
    if memory and sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        priority = os.nice(0)
        connection.send(("ready", os.getpid(), False))
        with quick_polylogarithms():
            while True:
                function, arguments = connection.recv()
                kind, value = _answer(function, arguments)
                connection.send((kind, value, os.nice(0) > priority))
    except (EOFError, OSError):
        os._exit(0)


def _answer(function: object, arguments: tuple[object, ...]) -> tuple[str, object]:
    try:
        return "result", function(*arguments)  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001  the boundary of the process: whatever a task raises becomes a value
        return "error", f"{type(error).__name__}: {error}"
