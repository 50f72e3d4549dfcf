"""Workers: killed at the deadline, warm again at once, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sympy

from symassist.budget import Budget
from symassist.errors import WorkerError
from symassist.workers import WorkerPool
from symassist.workers.priority import stepping_back


def sleep_then(seconds: float, value: object) -> object:
    time.sleep(seconds)
    return value


def own_pid() -> int:
    return os.getpid()


def spin() -> None:
    while True:
        pass


def die() -> None:
    os._exit(3)


def fill_memory() -> int:
    return len(bytearray(8 << 30))


def fail() -> None:
    raise ValueError("no such luck")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int, within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as made:
        made.call(own_pid, budget=Budget.of(60))
        yield made


def test_a_call_returns_its_value(pool: WorkerPool) -> None:
    x = sympy.Symbol("x", positive=True)
    outcome = pool.call(sympy.diff, sympy.sin(x), x, budget=Budget.of(20))
    assert outcome.finished
    assert outcome.value == sympy.cos(x)


def test_a_hanging_task_is_killed_and_the_next_one_is_quick(pool: WorkerPool) -> None:
    pid = pool.call(own_pid, budget=Budget.of(20)).value
    start = time.monotonic()
    outcome = pool.call(spin, budget=Budget.of(0.3))
    assert outcome.kind == "timeout"
    assert time.monotonic() - start < 1.5
    assert gone(pid)
    again = pool.call(own_pid, budget=Budget.of(20))
    assert again.finished
    assert again.seconds < 2.0


def test_an_exception_and_a_dying_process_are_errors(pool: WorkerPool) -> None:
    raised = pool.call(fail, budget=Budget.of(20))
    assert (raised.kind, raised.text) == ("error", "ValueError: no such luck")
    assert pool.call(die, budget=Budget.of(20)).kind == "error"
    assert pool.call(own_pid, budget=Budget.of(20)).finished


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not enforce RLIMIT_AS")
def test_memory_is_limited(pool: WorkerPool) -> None:
    outcome = pool.call(fill_memory, budget=Budget.of(20))
    assert outcome.kind == "error"
    assert "MemoryError" in outcome.text


def test_a_task_that_cannot_be_pickled_is_misuse_and_leaves_the_pool_whole(pool: WorkerPool) -> None:
    with pytest.raises(WorkerError, match="picklable"):
        pool.call(lambda: 1, budget=Budget.of(5))
    assert pool.call(own_pid, budget=Budget.of(20)).finished


def test_a_race_yields_the_first_first_and_closing_it_kills_the_rest(pool: WorkerPool) -> None:
    race = pool.race([("slow", spin, ()), ("quick", sleep_then, (0.05, 7))], budget=Budget.of(20))
    key, outcome = next(race)
    assert (key, outcome.value) == ("quick", 7)
    race.close()
    start = time.monotonic()
    both = dict(pool.race([(k, sleep_then, (0.01, k)) for k in range(5)], budget=Budget.of(20)))
    assert {k: o.value for k, o in both.items()} == {k: k for k in range(5)}
    assert time.monotonic() - start < 3.0


def test_a_race_past_its_deadline_reports_every_task(pool: WorkerPool) -> None:
    outcomes = dict(pool.race([(k, spin, ()) for k in range(4)], budget=Budget.of(0.2)))
    assert {o.kind for o in outcomes.values()} == {"timeout"}
    assert len(outcomes) == 4


def test_cancel_ends_a_call_at_once(pool: WorkerPool) -> None:
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    start = time.monotonic()
    assert pool.call(spin, budget=Budget.of(30, cancel)).kind == "timeout"
    assert time.monotonic() - start < 2.0


def test_ctrl_c_leaves_the_pool_usable(pool: WorkerPool) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # another test may have left its own
    try:
        threading.Timer(0.3, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            pool.call(spin, budget=Budget.of(10))
    finally:
        signal.signal(signal.SIGINT, before)
    assert pool.call(own_pid, budget=Budget.of(20)).finished


def test_threads_share_a_pool(pool: WorkerPool) -> None:
    values: list[object] = []

    def work(k: int) -> None:
        values.append(pool.call(sleep_then, 0.01, k, budget=Budget.of(20)).value)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, values)) == [str(k) for k in range(6)]


@pytest.mark.parametrize("end", ["kill", "exit"])
def test_no_worker_outlives_its_parent(end: str) -> None:
    # The script has no __main__ guard on purpose: the workers must not run it again.
    script = """
        import os, sys, threading, time
        from symassist.budget import Budget
        from symassist.workers import default_pool
        pool = default_pool()
        print(pool.call(os.getpid, budget=Budget.of(60)).value, flush=True)
        if sys.argv[1] == "kill":
            pool.call(time.sleep, 60, budget=Budget.of(60))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), end],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    if end == "kill":
        assert alive(pid)
        time.sleep(0.2)
        process.kill()
    process.wait(timeout=20)
    process.stdout.close()
    assert gone(pid)


def test_a_closed_pool_takes_no_tasks() -> None:
    made = WorkerPool(1)
    made.close()
    with pytest.raises(WorkerError, match="closed"):
        made.call(own_pid, budget=Budget.of(1))


def test_a_pool_that_is_still_starting_closes_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "takes_long_to_import.py").write_text("import time; time.sleep(60)")
    monkeypatch.syspath_prepend(tmp_path)
    made = WorkerPool(1, preload=["takes_long_to_import"])
    assert made.call(own_pid, budget=Budget.of(0.2)).kind == "timeout"
    assert made._server is not None
    nursery, start = made._server.pid, time.monotonic()
    made.close()
    assert time.monotonic() - start < 1.5
    assert not alive(nursery)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_closing_a_pool_kills_workers_that_are_at_work() -> None:
    made = WorkerPool(2)
    race = made.race([("pid", own_pid, ()), ("spin", spin, ())], budget=Budget.of(60))
    next(race)
    assert made._server is not None
    workers = _children(made._server.pid)
    made.close()
    race.close()
    assert workers
    assert all(gone(pid) for pid in workers)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_no_worker_outlives_three_budgets() -> None:
    """Tasks that ignore their time, raced and abandoned: three budgets later none of their processes computes."""
    budget = 0.5
    with WorkerPool(3) as made:
        made.call(own_pid, budget=Budget.of(60))
        born = time.monotonic()
        for _ in range(2):
            assert {o.kind for _, o in made.race([(k, spin, ()) for k in range(3)], budget=Budget.of(budget))} == {
                "timeout"
            }
        race = made.race([("spin", spin, ()), ("pid", own_pid, ())], budget=Budget.of(budget))
        next(race)
        race.close()
        time.sleep(max(0.0, born + 3 * budget + 0.5 - time.monotonic()))
        assert made._server is not None
        busy = [pid for pid in _children(made._server.pid) if _running(pid)]
        assert not busy


def _children(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as listing:
        return [int(child) for child in listing.read().split()]


def _running(pid: int) -> bool:
    """Whether a process computes rather than waits for work."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "R"
    except FileNotFoundError:
        return False


def test_after_memory_blow_up_and_death_the_assistant_still_answers() -> None:
    from symassist import Assistant, Problem
    from symassist.workers import default_pool

    for task in (fill_memory, die):
        assert default_pool().call(task, budget=Budget.of(20)).kind == "error"
    x = sympy.Symbol("x")
    assert Assistant(proposers=("sympy",), timeout=20).solve(Problem(x * sympy.cos(x), x)).solved


def work_for(seconds: float, after: float) -> int:
    with stepping_back(after):
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass
    return os.getpid()


def test_a_long_task_steps_back_and_its_worker_is_let_go() -> None:
    with WorkerPool(1, preload=()) as made:
        quick = made.call(work_for, 0.02, 20.0, budget=Budget.of(60)).value
        assert made.call(own_pid, budget=Budget.of(60)).value == quick
        assert made.call(os.nice, 0, budget=Budget.of(60)).value == os.nice(0)
        long = made.call(work_for, 0.3, 0.02, budget=Budget.of(60)).value
        assert long == quick
        assert gone(long)
        assert made.call(os.nice, 0, budget=Budget.of(60)).value == os.nice(0)
