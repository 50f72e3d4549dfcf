"""The long-lived process, with a shell in the part of the computer algebra system."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from symassist.budget import Budget
from symassist.errors import SolverUnavailableError
from symassist.plugins.console import Console, require_program


@pytest.fixture
def shell() -> Iterator[Console]:
    console = Console(["sh"], setup="greeting=hello", echo=lambda a, b: f"echo '{a}''{b}'")
    yield console
    console.close()


def test_it_stays_between_questions_and_was_set_up(shell: Console) -> None:
    first = shell.ask("echo $greeting $$", Budget.of(10))
    assert first is not None
    assert first.startswith("hello ")
    assert shell.ask("echo $greeting $$", Budget.of(10)) == first
    assert shell.restarts == 0


def test_a_deadline_kills_it_with_its_children_and_a_question_starts_it_again(shell: Console) -> None:
    pids = shell.ask("sleep 60 & echo $$ $!", Budget.of(10))
    started = time.monotonic()
    assert shell.ask("sleep 60", Budget.of(0.3)) is None
    assert time.monotonic() - started < 2
    assert pids is not None
    until = time.monotonic() + 2
    while any(map(_alive, map(int, pids.split()))) and time.monotonic() < until:
        time.sleep(0.01)  # a killed process is there until the kernel is done with it
    assert not any(map(_alive, map(int, pids.split())))
    assert shell.ask("echo $greeting", Budget.of(10)) == "hello\n"
    assert shell.restarts == 1


def test_a_program_that_dies_is_no_answer_and_comes_back(shell: Console) -> None:
    assert shell.ask("exit 3", Budget.of(10)) is None
    assert shell.ask("echo there", Budget.of(10)) == "there\n"


def test_cancelling_ends_the_wait(shell: Console) -> None:
    cancel, started = threading.Event(), time.monotonic()
    threading.Timer(0.2, cancel.set).start()
    assert shell.ask("sleep 60", Budget.of(30, cancel)) is None
    assert time.monotonic() - started < 3


def test_threads_wait_for_one_another_within_their_budgets(shell: Console) -> None:
    busy = threading.Thread(target=shell.ask, args=("sleep 1", Budget.of(5)))
    busy.start()
    time.sleep(0.2)
    assert shell.ask("echo now", Budget.of(0.1)) is None
    assert shell.ask("echo later", Budget.of(5)) == "later\n"
    busy.join()
    assert shell.restarts == 0


def test_endless_output_is_cut_off(shell: Console) -> None:
    assert shell.ask("yes", Budget.of(20)) is None
    assert shell.ask("echo fine", Budget.of(10)) == "fine\n"


def test_the_kernel_ends_what_nobody_is_left_to_kill(shell: Console) -> None:
    limit = shell.ask("ulimit -S -t", Budget.of(10))
    assert limit is not None
    if os.path.exists("/proc/self/stat"):
        assert int(limit) <= 25


def test_a_program_that_is_not_there_names_its_package() -> None:
    with pytest.raises(SolverUnavailableError, match=r"no-such-program .* apt-get install no-such-package"):
        require_program("no-such-program", "no-such-package")


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
