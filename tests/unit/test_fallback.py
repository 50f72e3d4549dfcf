"""``sympy.integrate`` with symassist behind it: who is asked, who is not touched, and what is left behind."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
import sympy
from sympy import Function, Integral, Symbol, integrate, oo, pi  # integrate: imported long before, as users do

from symassist import install_neural_fallback, neural_fallback, uninstall_neural_fallback
from symassist.api import integrate_neural
from symassist.fallback.task import leaves_integral

x, y, a = Symbol("x"), Symbol("y"), Symbol("a")
ORIGINAL = Integral.doit
GIVEN_UP = sympy.sqrt(sympy.tan(x))
"""SymPy returns it unevaluated; the repair finds its antiderivative."""
OPTIONS: dict[str, Any] = {"proposers": ("ansatz",), "sympy_timeout": 20.0, "timeout": 20.0}


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    yield
    uninstall_neural_fallback()
    assert Integral.doit is ORIGINAL


def is_antiderivative(F: sympy.Expr, f: sympy.Expr) -> bool:
    points = (sympy.Rational(3, 10), sympy.Rational(11, 10))
    return all(abs((sympy.diff(F, x) - f).subs(x, p).evalf(30)) < 1e-20 for p in points)


def test_what_sympy_gives_up_is_solved_and_verified() -> None:
    assert integrate(GIVEN_UP, x) == Integral(GIVEN_UP, x)
    with neural_fallback(**OPTIONS) as fallback:
        answer = integrate(GIVEN_UP, x)
        assert not answer.has(Integral)
        assert is_antiderivative(answer, GIVEN_UP)
        assert list(fallback.answers) == [(Integral(GIVEN_UP, x), answer)]
        assert GIVEN_UP.integrate(x) == Integral(GIVEN_UP, x).doit() == answer
    assert integrate(GIVEN_UP, x) == Integral(GIVEN_UP, x)


def test_sympys_own_answers_come_back_as_they_are() -> None:
    questions = [(x**2, x), (1 / (x**2 + a), x), (x * y, (x, 0, 1), (y, 0, x)), (sympy.sin(x) / x, (x, 0, oo))]
    expected = [integrate(*question) for question in questions]
    with neural_fallback(**OPTIONS) as fallback:
        assert [integrate(*question) for question in questions] == expected
        assert integrate(x**2 * sympy.exp(-a * x), (x, 0, oo), conds="none") == 2 / a**3
        assert integrate(x, x, manual=True) == x**2 / 2
        assert not fallback.answers


def test_the_part_that_sympy_left_is_solved() -> None:
    f = sympy.besselj(0, y) * GIVEN_UP  # SymPy alone knows the value in y, we alone the antiderivative in x
    limits = ((y, 0, oo), x)
    assert integrate(f, *limits).has(Integral)
    with neural_fallback(**OPTIONS):
        total = integrate(f, *limits)
    assert not total.has(Integral)
    assert is_antiderivative(total, GIVEN_UP)


def test_integrals_in_a_sum() -> None:
    with neural_fallback(**OPTIONS):
        total = (Integral(sympy.exp(x), x) + 2 * Integral(GIVEN_UP, x)).doit()
    assert not total.has(Integral)
    assert is_antiderivative(total, sympy.exp(x) + 2 * GIVEN_UP)


def test_sympys_time_is_limited_and_then_ours() -> None:
    f = x * sympy.exp(x) * sympy.tan(x) ** 2 / (x + sympy.log(x))  # minutes in SymPy
    start = time.monotonic()
    with neural_fallback(proposers=("ansatz",), sympy_timeout=0.5, timeout=1.0):
        assert integrate(f, x) == Integral(f, x)
    assert time.monotonic() - start < 10
    with neural_fallback(proposers=("ansatz",), sympy_timeout=0.001, timeout=20.0) as fallback:
        assert is_antiderivative(integrate(x * sympy.exp(x), x), x * sympy.exp(x))
        assert len(fallback.answers) == 1


def test_a_definite_value_of_ours_is_a_checked_one() -> None:
    f = 1 / (sympy.sqrt(2) + sympy.cos(x))
    with neural_fallback(sympy_timeout=0.001, timeout=20.0, proposers=("ansatz", "sympy")):
        value = integrate(f, (x, 0, 2 * pi))  # F(b) - F(a) of SymPy's antiderivative is 0
        assert value.has(Integral) or abs(float(value) - float(2 * pi)) < 1e-12
        assert integrate(1 / x, (x, -1, 1)).has(Integral)


@pytest.mark.slow
def test_a_wrong_value_of_sympys_is_not_believed_when_asked() -> None:
    f = 1 / (sympy.sqrt(2) + sympy.cos(x))
    wrong = integrate(f, (x, 0, 2 * pi))
    with neural_fallback(check_values=True, proposers=("ansatz", "sympy"), sympy_timeout=60.0, timeout=60.0):
        value = integrate(f, (x, 0, 2 * pi))
        assert integrate(x**2, (x, 0, 1)) == sympy.Rational(1, 3)
    assert abs(float(value.evalf()) - float(2 * pi)) < 1e-9
    assert wrong == 0 or wrong == value  # 0 in SymPy 1.14


def test_misuse_is_sympys_to_tell_and_what_cannot_be_sent_stays_here() -> None:
    class Local(Function):  # cannot be pickled
        pass

    with neural_fallback(**OPTIONS):
        with pytest.raises(ValueError, match="At most one"):
            integrate(x, x, manual=True, risch=True)
        assert integrate(x * Local(y), x) == x**2 * Local(y) / 2
        assert integrate(Function("f")(x), x) == Integral(Function("f")(x), x)
        assert integrate(sympy.exp(-a * x), (x, 0, oo), conds="separate")[0] == 1 / a


def test_wrong_options_are_named_at_once() -> None:
    with pytest.raises(TypeError, match="no_such_option"), neural_fallback(no_such_option=1):
        pass
    with pytest.raises(ValueError, match="sympy_timeout"):
        install_neural_fallback(sympy_timeout=0)


def test_other_threads_are_untouched() -> None:
    seen: list[object] = []
    with neural_fallback(**OPTIONS):
        thread = threading.Thread(target=lambda: seen.append(integrate(GIVEN_UP, x)))
        thread.start()
        thread.join()
        assert not integrate(GIVEN_UP, x).has(Integral)
    assert seen == [Integral(GIVEN_UP, x)]


def test_other_asyncio_tasks_are_untouched_and_children_do_not_outlive_it() -> None:
    async def inside(entered: asyncio.Event, done: asyncio.Event) -> tuple[sympy.Expr, asyncio.Task[sympy.Expr]]:
        with neural_fallback(**OPTIONS):
            child = asyncio.create_task(after(done))  # copies the context
            entered.set()
            await asyncio.sleep(0.05)
            return integrate(GIVEN_UP, x), child

    async def outside(entered: asyncio.Event) -> sympy.Expr:
        await entered.wait()
        return integrate(GIVEN_UP, x)

    async def after(done: asyncio.Event) -> sympy.Expr:
        await done.wait()
        return integrate(GIVEN_UP, x)

    async def main() -> None:
        entered, done = asyncio.Event(), asyncio.Event()
        (ours, child), theirs = await asyncio.gather(inside(entered, done), outside(entered))
        done.set()
        assert not ours.has(Integral)
        assert theirs == Integral(GIVEN_UP, x)
        with neural_fallback(**OPTIONS):  # the wrapper is back, the child's copy is not
            assert await child == Integral(GIVEN_UP, x)

    asyncio.run(main())


def test_contexts_nest_and_an_exception_leaves_nothing() -> None:
    with neural_fallback(**OPTIONS):
        with pytest.raises(RuntimeError), neural_fallback(**OPTIONS):
            raise RuntimeError
        assert not integrate(GIVEN_UP, x).has(Integral)
    assert Integral.doit is ORIGINAL


def test_installed_for_this_thread_until_uninstalled() -> None:
    install_neural_fallback(**OPTIONS)
    install_neural_fallback(**OPTIONS)
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(integrate(GIVEN_UP, x)))
    thread.start()
    thread.join()
    assert seen == [Integral(GIVEN_UP, x)]
    assert not integrate(GIVEN_UP, x).has(Integral)
    uninstall_neural_fallback()
    uninstall_neural_fallback()
    assert Integral.doit is ORIGINAL


def test_somebody_elses_wrapper_is_not_removed() -> None:
    def theirs(self: Integral, **hints: Any) -> Any:
        return "theirs"

    with neural_fallback(**OPTIONS):
        Integral.doit, ours = theirs, Integral.doit
    assert Integral.doit is theirs
    Integral.doit = ours  # as their own undoing would do
    assert integrate(x, x) == x**2 / 2
    Integral.doit = ORIGINAL


def test_a_piecewise_with_an_integral_in_one_branch_is_an_answer() -> None:
    conditional = integrate(x**a * sympy.exp(-x), (x, 0, oo))
    assert conditional.has(Integral)
    assert not leaves_integral(conditional)
    assert leaves_integral(x + Integral(GIVEN_UP, x))


class TestIntegrateNeuralReadsLikeSympy:
    options: ClassVar[dict[str, Any]] = {"proposers": ("ansatz", "sympy"), "timeout": 20.0}

    @pytest.mark.parametrize(
        "arguments",
        [
            (x**2, (x, 3)),
            (sympy.exp(x), (x, y)),
            (sympy.sqrt(1 + x), (x, 0, x)),
            (x * y, (x, 0, y), (y, 0, 2)),
            (x * y, x, y),
            (x, [x, 0, a]),
            (Integral(x, (x, 0, 1)), y),
            (Integral(x, (x, 0, y)), y),
            (sympy.Matrix([x, x**2]), x),
            (Integral(x, x) + Integral(x**2, (x, 0, 1)), x),
            (0, x),
        ],
    )
    def test_same_answer(self, arguments: tuple[Any, ...]) -> None:
        ours, theirs = integrate_neural(*arguments, **self.options), Integral(*arguments).doit()
        assert sympy.simplify(ours - theirs) == theirs * 0

    def test_an_integral_alone_needs_no_variable(self) -> None:
        assert integrate_neural(Integral(x, (x, 0, 1)), **self.options) == sympy.Rational(1, 2)

    def test_assumptions_of_the_variable(self) -> None:
        for assumption in ("real", "positive", "negative", "nonnegative", "finite"):
            t = Symbol("t", **{assumption: True})
            assert integrate_neural(t * sympy.exp(t), t, **self.options).free_symbols == {t}
        n = Symbol("n", integer=True)
        assert integrate_neural(n * sympy.exp(n), (n, 0, 1), **self.options) == 1
        i = Symbol("i", imaginary=True)
        assert integrate_neural(i, i, **self.options) == Integral(i, i)

    def test_a_part_that_covers_a_positive_variable_is_the_whole(self) -> None:
        t = Symbol("t", positive=True)
        assert integrate_neural(1 / t, t, **self.options) == sympy.log(t)

    def test_sympys_options(self) -> None:
        assert integrate_neural(x, x, conds="none", risch=False, meijerg=None, **self.options) == x**2 / 2
        for option in ("manual", "risch", "heurisch", "meijerg"):
            with pytest.raises(TypeError, match=f"{option}=True"):
                integrate_neural(x, x, **{option: True}, **self.options)
        with pytest.raises(TypeError, match="conds='separate'"):
            integrate_neural(x, x, conds="separate")
        with pytest.raises(TypeError, match="no option 'mannual'"):
            integrate_neural(x, x, mannual=True)

    @pytest.mark.parametrize("f", [[x, x], sympy.true, "x", x > 1])
    def test_what_is_no_expression_is_a_type_error(self, f: Any) -> None:
        with pytest.raises(TypeError):
            integrate_neural(f, x)
        with pytest.raises(TypeError, match="text"):
            integrate_neural(x, (x, "0", 1))

    def test_all_limits_share_one_timeout(self) -> None:
        f = x * sympy.exp(x) * sympy.tan(x) ** 2 / (x + sympy.log(x)) * sympy.sqrt(sympy.tan(y))
        start = time.monotonic()
        answer = integrate_neural(f, y, x, y, proposers=("ansatz", "sympy"), timeout=2.0)
        assert answer.has(Integral)
        assert time.monotonic() - start < 7
