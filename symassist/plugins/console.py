"""A program with a prompt as a long-lived process: asked by text, killed at the deadline, started again when needed."""

from __future__ import annotations

import atexit
import os
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from symassist.budget import Budget
from symassist.errors import SolverUnavailableError

_CANCEL_POLL = 0.02
_CHUNK = 1 << 16
_MAX_OUTPUT = 1 << 20
"""Characters after which an answer is none: nobody reads it, and judging it would outlast every budget."""
_ORPHAN_SECONDS = 10
"""CPU time that a program may still use beyond a question's deadline if this process is killed while it computes."""


def require_program(program: str, package: str) -> str:
    """The path of ``program``.

    Raises:
        SolverUnavailableError: it is not installed; names the Debian package that brings it.
    """
    path = shutil.which(program)
    if path is None:
        raise SolverUnavailableError(
            f"the program {program} is not installed or not on PATH: apt-get install {package}"
        )
    return path


class Console:
    """A program that reads commands from stdin and prints to stdout.

    ``setup`` is sent once after each start. ``echo(a, b)`` is a command that prints the text a + b: after each question
    it prints a mark, in two parts because some programs repeat what they read. Safe to use from several threads, which
    wait for one another within their budgets. The program's own session keeps the terminal's Ctrl-C away from it.

    >>> shell = Console(["sh"], setup="", echo=lambda a, b: f"echo '{a}''{b}'")
    >>> shell.ask("echo $((6*7))", Budget.of(5)), shell.ask("sleep 9", Budget.of(0.1)), shell.restarts
    ('42\\n', None, 0)
    >>> shell.ask("echo up again", Budget.of(5)), shell.restarts
    ('up again\\n', 1)
    >>> shell.close()
    """

    def __init__(self, command: Sequence[str], *, setup: str, echo: Callable[[str, str], str]) -> None:
        self._command, self._setup, self._echo = list(command), setup, echo
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._asked = self._started = 0
        atexit.register(self.close)

    @property
    def restarts(self) -> int:
        """How often the program had to be started again."""
        return max(0, self._started - 1)

    def ask(self, question: str, budget: Budget) -> str | None:
        """What the program prints in answer, or None: the budget was spent or the program died, and it was killed.

        The question is text for the program, not for a shell; it must come from ``Dialect`` or be otherwise safe.
        """
        if not self._lock.acquire(timeout=budget.remaining):
            return None
        try:
            return self._ask(question, budget)
        except BaseException:  # Ctrl-C too: what the program is doing now is unknown
            self._kill()
            raise
        finally:
            self._lock.release()

    def close(self) -> None:
        """Kills the program; a later question starts it again."""
        self._kill()

    def _ask(self, question: str, budget: Budget) -> str | None:
        if budget.spent:
            return None
        process, text = self._running(), question
        if self._process is None:
            self._process, text = process, f"{self._setup}\n{question}"
        self._asked += 1
        mark = f"answered{self._asked}x"
        _limit_cpu(process.pid, budget.remaining)
        assert process.stdin is not None  # opened as a pipe
        try:
            process.stdin.write(f"{text}\n{self._echo(mark[:4], mark[4:])}\n".encode())
            process.stdin.flush()
        except BrokenPipeError:
            self._kill()
            return None
        output = self._read_to(mark, process, budget)
        if output is None:
            self._kill()
        return output

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None:
            if self._process.poll() is None:
                return self._process
            self._kill()
        self._started += 1
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "TERM": "dumb", "LC_ALL": "C.UTF-8"},
        )

    def _read_to(self, mark: str, process: subprocess.Popen[bytes], budget: Budget) -> str | None:
        assert process.stdout is not None  # opened as a pipe
        output, end = bytearray(), mark.encode()
        while not budget.spent and len(output) <= _MAX_OUTPUT:
            patience = budget.remaining if budget.cancel is None else min(_CANCEL_POLL, budget.remaining)
            ready, _, _ = select.select([process.stdout], [], [], patience)
            if not ready:
                continue
            chunk = os.read(process.stdout.fileno(), _CHUNK)
            if not chunk:
                return None
            output += chunk
            if end in output:
                return output[: output.index(end)].decode(errors="replace")
        return None

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its session: some programs are started by a script
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _limit_cpu(pid: int, seconds: float) -> None:
    """Lets the kernel end a program that nobody is left to kill; Linux only, where usage and limit can be set."""
    if sys.platform != "linux":
        return
    with suppress(OSError):
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            fields = re.sub(r"^.*\)", "", file.read()).split()
        used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        _, hard = resource.prlimit(pid, resource.RLIMIT_CPU)
        resource.prlimit(pid, resource.RLIMIT_CPU, (int(used + seconds) + _ORPHAN_SECONDS, hard))
