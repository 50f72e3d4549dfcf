"""Tasks in worker processes that are killed at their deadline; outcomes are values."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pickle import PicklingError
from typing import Any

from symassist.budget import Budget
from symassist.errors import WorkerError
from symassist.workers.outcome import Outcome
from symassist.workers.server import KILL, MESSAGE, SPAWN

_CANCEL_POLL = 0.02
_PRELOAD = (
    "sympy",
    "sympy.integrals.manualintegrate",
    "sympy.integrals.risch",
    "sympy.integrals.heurisch",
    "sympy.series.gruntz",
    "sympy.tensor.tensor",
    "numpy",
    "flint",
    "symassist.propose.explore",
)
"""What tasks would otherwise import in their first second."""
_START = "import sys; sys.path[:] = {path}; from symassist.workers.server import main; main({fd}, {preload}, {memory})"

Task = tuple[Hashable, Callable[..., Any], tuple[Any, ...]]
"""(key, module-level function, arguments), all picklable."""


class _Worker:
    """One process: its connection, its number once it has said that it is ready, and whether its priority is lower."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.pid: int | None = None
        self.stepped_back = False


class WorkerPool:
    """At most ``size`` warm processes, each with ``memory`` bytes of address space (0: no limit).

    Safe to use from several threads. The first worker is ready after SymPy's import (about a second), a new one in
    place of a killed one in milliseconds.
    """

    def __init__(self, size: int | None = None, *, memory: int = 4 << 30, preload: Iterable[str] = _PRELOAD) -> None:
        self.size = size or max(1, os.cpu_count() or 1)
        self._memory, self._preload = memory, list(preload)
        self._idle: list[_Worker] = []
        self._busy = 0
        self._changed = threading.Condition()
        self._closed = False
        # Started with the first worker: whoever needs none should not wait for, or compete with, another interpreter.
        self._control: socket.socket | None = None
        self._server: subprocess.Popen[bytes] | None = None

    def call(self, function: Callable[..., Any], *args: Any, budget: Budget) -> Outcome:
        """Runs ``function(*args)`` in a worker, which is killed when the budget is spent or cancelled."""
        for _, outcome in self.race([(None, function, args)], budget=budget):
            return outcome
        raise AssertionError("a race of one task has one outcome")

    def race(self, tasks: Iterable[Task], *, budget: Budget) -> Generator[tuple[Hashable, Outcome], None, None]:
        """Runs tasks side by side and yields (key, outcome) as they end; closing the generator kills the rest.

        Raises:
            WorkerError: the pool is closed, or a task cannot be pickled.
        """
        waiting = deque(tasks)
        running: dict[_Worker, tuple[Hashable, float]] = {}
        try:
            while waiting or running:
                while waiting and (worker := self._acquire(budget, block=not running)):
                    key, function, args = waiting.popleft()
                    running[worker] = (key, time.monotonic())
                    _send(worker, (function, args))
                if budget.spent or not running:
                    break
                yield from self._collect(running, budget)
            for key, started in [*running.values()]:
                yield key, Outcome("timeout", seconds=time.monotonic() - started)
            for key, _, _ in waiting:
                yield key, Outcome("timeout")
        finally:
            for worker in running:
                self._discard(worker)

    def _collect(
        self, running: dict[_Worker, tuple[Hashable, float]], budget: Budget
    ) -> Generator[tuple[Hashable, Outcome], None, None]:
        """Waits once, and yields what ended meanwhile."""
        patience = budget.remaining if budget.cancel is None else min(_CANCEL_POLL, budget.remaining)
        ready = wait([w.connection for w in running], patience)
        for worker in [w for w in running if w.connection in ready]:
            outcome = _receive(worker)
            if outcome is None:
                continue
            key, started = running.pop(worker)
            if outcome.kind == "lost":
                self._discard(worker)
                outcome = Outcome("error", text="the worker process died")
            elif worker.stepped_back:
                self._discard(worker)
            else:
                self._release(worker)
            yield key, Outcome(outcome.kind, outcome.value, outcome.text, time.monotonic() - started)

    def close(self) -> None:
        """Kills every worker; the pool takes no more tasks."""
        with self._changed:
            self._closed = True
            self._stop()
            self._changed.notify_all()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        """Starts the nursery process and returns its control socket with it."""
        ours, theirs = socket.socketpair()
        code = _START.format(
            path=json.dumps(sys.path), fd=theirs.fileno(), preload=json.dumps(self._preload), memory=self._memory
        )
        server = subprocess.Popen(
            [sys.executable, "-c", code],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        return ours, server

    def _stop(self) -> None:
        for worker in self._idle:
            worker.connection.close()
        self._idle.clear()
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            if self._server.poll() is None:
                # The nursery's session is it and its workers. While it imports SymPy it would not see the socket close.
                os.killpg(self._server.pid, signal.SIGKILL)
                self._server.wait()
            self._server = None

    def _acquire(self, budget: Budget, *, block: bool) -> _Worker | None:
        """An idle or new worker; None when all are busy (and, with ``block``, stay so until the budget is spent)."""
        with self._changed:
            while True:
                if self._closed:
                    raise WorkerError("the worker pool is closed")
                if budget.spent:
                    return None
                if self._busy < self.size:
                    self._busy += 1
                    return self._idle.pop() if self._idle else self._spawn()
                if not block:
                    return None
                self._changed.wait(min(_CANCEL_POLL, budget.remaining))

    def _spawn(self) -> _Worker:
        """Asks the nursery for a worker; a nursery that died is replaced."""
        if self._server is None or self._control is None or self._server.poll() is not None:
            self._stop()
            self._control, self._server = self._start()
        ours, theirs = socket.socketpair()
        socket.send_fds(self._control, [MESSAGE.pack(SPAWN, 0)], [theirs.fileno()])
        theirs.close()
        return _Worker(Connection(ours.detach()))

    def _release(self, worker: _Worker) -> None:
        with self._changed:
            self._busy -= 1
            if self._closed:
                worker.connection.close()
            else:
                self._idle.append(worker)
            self._changed.notify()

    def _discard(self, worker: _Worker) -> None:
        """Kills a worker. One that is not born yet leaves by itself: its connection is closed."""
        with self._changed:
            self._busy -= 1
            if worker.pid is None and worker.connection.poll():
                _receive(worker)
            worker.connection.close()
            if worker.pid is not None and self._control is not None:
                with suppress(OSError):
                    self._control.sendall(MESSAGE.pack(KILL, worker.pid))
            self._changed.notify()


def _send(worker: _Worker, task: tuple[Callable[..., Any], tuple[Any, ...]]) -> None:
    try:
        worker.connection.send(task)
    except (PicklingError, AttributeError, TypeError) as error:
        raise WorkerError(f"a task must be picklable: {error}") from error
    except OSError:
        # The process died while idle; the reader will see the end of file and report it.
        return


def _receive(worker: _Worker) -> Outcome | None:
    """The worker's answer; None for its greeting; kind 'lost' when the process is gone."""
    try:
        kind, value, worker.stepped_back = worker.connection.recv()
    except (EOFError, OSError):
        return Outcome("lost")
    if kind == "ready":
        worker.pid = value
        return None
    return Outcome("result", value) if kind == "result" else Outcome("error", text=value)


_default: tuple[int, WorkerPool] | None = None
_default_lock = threading.Lock()


def default_pool() -> WorkerPool:
    """The process's own pool, made on first use; a forked child gets another.

    One worker a core, but four at least: one searches, two run SymPy's methods, one proves what they found.
    """
    global _default
    with _default_lock:
        if _default is None or _default[0] != os.getpid() or _default[1]._closed:
            pool = WorkerPool(max(4, os.cpu_count() or 1))
            atexit.register(pool.close)
            _default = (os.getpid(), pool)
        return _default[1]
