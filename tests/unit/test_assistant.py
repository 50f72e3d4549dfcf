"""The assistant over a scripted network: what is proposed is judged, what is shown is verified."""

from __future__ import annotations

import math
import threading
import time
from typing import Any, ClassVar

import pytest
import sympy

from symassist import Assistant, Problem, VerificationStatus, integrate_neural
from symassist.assistant import OnnxModel
from symassist.errors import InferenceUnavailableError, ProblemError, SolverUnavailableError
from symassist.expressions.abstraction import encode
from symassist.expressions.convert import from_sympy
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import write
from symassist.expressions.vocabulary import PLACEHOLDERS, VOCABULARY
from symassist.inference.scripted import ScriptedModel
from symassist.iterated import answer_of
from symassist.render import json_fields
from symassist.solution import Judged

x, a = sympy.symbols("x a")


def scripted(f: sympy.Expr, *answers: sympy.Expr) -> ScriptedModel:
    """A network that answers ``f`` with these expressions, the first the likeliest."""
    source = encode(f, x)[0].ids
    beam = {write(normal(from_sympy(F))): 0.5**k for k, F in enumerate(answers, 1)}
    return ScriptedModel.answering(len(VOCABULARY), {tuple(source): beam})


def network_only(f: sympy.Expr, *answers: sympy.Expr, **options: object) -> Assistant:
    return Assistant(model=scripted(f, *answers), proposers=("network",), **options)  # type: ignore[arg-type]


def test_the_first_right_candidate_is_the_answer() -> None:
    f = x * sympy.exp(x)
    right = x * sympy.exp(x) - sympy.exp(x)
    seen: list[Judged] = []
    solution = network_only(f, x * sympy.exp(x), right).solve(Problem(f, x), on_candidate=seen.append)
    assert solution.antiderivative == right
    assert solution.verdict.status is VerificationStatus.PROVED
    assert solution.origin == "network"
    assert [j.verdict.status for j in seen[:2]] == [VerificationStatus.REFUTED, VerificationStatus.PROVED]
    assert tuple(seen) == solution.candidates
    assert sympy.sympify(solution) == right


def test_an_answer_has_no_constant_of_integration() -> None:
    f = x * sympy.exp(x)
    solution = network_only(f, 2 + x * sympy.exp(x) - sympy.exp(x)).solve(Problem(f, x))
    assert solution.antiderivative == x * sympy.exp(x) - sympy.exp(x)


def test_of_spellings_of_one_length_that_with_fewer_minus_signs_is_shown() -> None:
    f = x**2 * sympy.exp(x)
    solution = network_only(f, -(-(x**2) + 2 * x - 2) * sympy.exp(x)).solve(Problem(f, x))
    assert solution.antiderivative == (x**2 - 2 * x + 2) * sympy.exp(x)


def test_sympys_answer_for_a_rational_function_with_parameters_is_written_short() -> None:
    solution = Assistant(proposers=("sympy",), timeout=30.0).solve(Problem(1 / (x**2 + 2 * x + a), x))
    assert solution.antiderivative == sympy.atan((x + 1) / sympy.sqrt(a - 1)) / sympy.sqrt(a - 1)


def test_a_wrong_network_gives_no_answer_and_says_so() -> None:
    f = sympy.exp(-(x**2))
    solution = network_only(f, x * sympy.exp(-(x**2))).solve(Problem(f, x))
    assert solution.antiderivative is None
    assert "refuted" in solution.verdict.reason
    assert solution._sympy_() == sympy.Integral(f, x)


def test_a_hypothesis_that_is_infinite_once_its_constants_are_filled_in_is_passed_over() -> None:
    f, c = x * sympy.exp(x), sympy.Symbol(PLACEHOLDERS[0])
    right = x * sympy.exp(x) - sympy.exp(x)
    solution = network_only(f, sympy.I / (c - 1) + x, right).solve(Problem(f, x))
    assert solution.antiderivative == right


def test_the_ansatz_mends_what_the_network_got_wrong() -> None:
    f = x**2 * sympy.sin(3 * x)
    wrong = x**2 * sympy.cos(3 * x) + x * sympy.sin(3 * x) + sympy.cos(3 * x)
    solution = Assistant(model=scripted(f, wrong), proposers=("network", "ansatz")).solve(Problem(f, x))
    assert solution.verdict.status is VerificationStatus.PROVED
    assert str(solution.origin).partition(",")[0] == "ansatz"
    assert sympy.simplify(sympy.diff(solution.antiderivative, x) - f) == 0


def test_judge_all_judges_the_whole_beam() -> None:
    f = 2 * x
    assistant = network_only(f, x**2, 3 * x**2, x, judge_all=True)
    statuses = {j.candidate.expression: j.verdict.status for j in assistant.solve(Problem(f, x)).candidates}
    assert statuses[x**2] is VerificationStatus.PROVED
    assert statuses[3 * x**2] is VerificationStatus.REFUTED


def test_a_partial_answer_is_marked_and_kept_back_by_the_api() -> None:
    f = sympy.Abs(x) + sympy.Abs(x - 1)
    solution = network_only(f, x**2 - x).solve(Problem(f, x))
    assert solution.antiderivative == x**2 - x
    assert solution.verdict.region is not None
    assert not solution.verdict.region.whole
    assert answer_of(solution) is None
    assert answer_of(solution, partial=True) == x**2 - x


def test_a_partial_answer_is_first_written_so_that_it_holds_everywhere() -> None:
    f = 1 / sympy.sqrt(x**2 - 1)
    solution = network_only(f, sympy.acosh(x)).solve(Problem(f, x))
    assert solution.antiderivative == sympy.log(sympy.Abs(x + sympy.sqrt(x**2 - 1)))
    assert solution.origin == "network, branches"
    assert solution.verdict.region is not None
    assert solution.verdict.region.whole


def test_an_answer_to_a_complex_integrand_is_written_so_that_it_holds_beside_the_line() -> None:
    f = sympy.acosh(x) + sympy.asin(6 * x)
    root = sympy.sqrt(1 - 36 * x**2) / 6
    F = x * sympy.acosh(x) + x * sympy.asin(6 * x) + root - sympy.sqrt(x**2 - 1)
    solution = network_only(f, F).solve(Problem(f, x))
    assert solution.antiderivative == F + sympy.sqrt(x**2 - 1) - sympy.sqrt(x - 1) * sympy.sqrt(x + 1)
    assert solution.origin == "network, branches"


def test_without_a_runtime_it_warns_once_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> OnnxModel:
        raise InferenceUnavailableError("install symassist[cpu]")

    monkeypatch.setattr("symassist.assistant.ModelBundle.load", lambda: None)
    monkeypatch.setattr("symassist.assistant.OnnxModel", missing)
    assistant = Assistant(proposers=("network", "ansatz", "sympy"))  # what retrieval answers wants no network
    with pytest.warns(RuntimeWarning, match=r"symassist\[cpu\]"):
        first = assistant.solve(Problem(x * sympy.cos(x), x))
    second = assistant.solve(Problem(sympy.cos(x), x))  # a second warning would be an error
    assert first.solved
    assert second.antiderivative == sympy.sin(x)


def test_cancelling_ends_the_work_at_once() -> None:
    cancel = threading.Event()
    threading.Timer(0.5, cancel.set).start()
    start = time.monotonic()
    f = sympy.sqrt(sympy.tan(x)) * sympy.log(1 + sympy.sin(x) ** 3) / (x + sympy.exp(x))
    solution = Assistant(proposers=("sympy",), timeout=60).solve(Problem(f, x), cancel=cancel)
    assert time.monotonic() - start < 15
    assert not solution.solved
    assert solution.verdict.reason == "cancelled"


def test_the_stages_that_answer_small_and_hard_integrals() -> None:
    assistant = Assistant(proposers=("retrieval", "ansatz", "search", "sympy"), timeout=30)
    small = assistant.solve(Problem(x * sympy.exp(x), x))
    assert small.origin == "retrieval"
    assert small.non_elementary is None
    hard = assistant.solve(Problem((sympy.csc(x) ** 2) ** sympy.Rational(3, 2), x))
    assert hard.solved
    assert hard.origin == "search"
    derivation = hard.derivation
    assert derivation is not None
    assert derivation.steps[-1].text().startswith("Check by differentiation")


def test_where_all_are_judged_the_network_is_heard_and_retrieval_answers_what_it_cannot() -> None:
    f = x * sympy.exp(x)
    wrong, right = x * sympy.exp(x), (x - 1) * sympy.exp(x)
    both: dict[str, Any] = {"proposers": ("retrieval", "network")}

    def origins(*answers: sympy.Expr, judge_all: bool) -> list[str]:
        solution = Assistant(model=scripted(f, *answers), judge_all=judge_all, **both).solve(Problem(f, x))
        assert solution.antiderivative is not None
        assert sympy.expand(solution.antiderivative - right) == 0
        return [judged.candidate.origin for judged in solution.candidates]

    assert origins(wrong, judge_all=False) == ["retrieval"]
    assert set(origins(right, wrong, judge_all=True)) == {"network"}
    heard = origins(wrong, judge_all=True)
    assert heard[0] == "network"
    assert heard[-1] == "retrieval"


def test_a_proof_that_nothing_elementary_exists_is_told_and_is_no_answer() -> None:
    f = sympy.exp(sympy.exp(x) + x**2)
    solution = Assistant(proposers=("ansatz", "sympy"), timeout=15).solve(Problem(f, x))
    assert not solution.solved
    assert "no elementary antiderivative" in (solution.non_elementary or "")
    fields = json_fields(solution)
    assert fields["non_elementary"] is True
    assert "Risch" in fields["reason"]
    assert solution.derivation is None


@pytest.mark.parametrize("f", [sympy.nan, sympy.oo * x, sympy.Matrix([x]), x > 1])
def test_what_is_no_integrand_is_refused(f: object) -> None:
    with pytest.raises(ProblemError):
        Assistant(proposers=("ansatz",)).solve(Problem(f, x))


def test_numbers_of_python_are_taken_as_sympys() -> None:
    assert Problem(2, x, (0, 1.5)) == Problem(sympy.Integer(2), x, (sympy.Integer(0), sympy.Float(1.5)))
    assert Assistant(proposers=("ansatz",)).solve(Problem(x, x, (0, 2))).value == 2


def test_misuse_of_the_constructor_is_named() -> None:
    with pytest.raises(
        SolverUnavailableError, match="no proposer 'oracle': there are retrieval, network, ansatz, search, sympy"
    ):
        Assistant(proposers=("oracle",))
    with pytest.raises(ValueError, match="positive"):
        Assistant(beam_size=0)


class TestIntegrateNeural:
    """Reads like ``sympy.integrate``; without network, so that no weights are needed."""

    options: ClassVar[dict[str, Any]] = {"proposers": ("ansatz", "sympy"), "timeout": 20.0}

    def test_indefinite(self) -> None:
        assert integrate_neural(2 * x, x, **self.options) == x**2
        assert integrate_neural(2 * x, **self.options) == x**2
        assert integrate_neural(a, x, **self.options) == a * x

    def test_definite_and_repeated(self) -> None:
        assert integrate_neural(sympy.sin(x), (x, 0, sympy.pi), **self.options) == 2
        assert integrate_neural(x * a, (x, 0, 1), (a, 0, 2), **self.options) == 1
        assert integrate_neural(sympy.Integral(x, (x, 0, 2)), **self.options) == 2

    def test_a_parameters_assumptions_survive(self) -> None:
        k = sympy.Symbol("k", positive=True)
        answer = integrate_neural(sympy.exp(-k * x), x, **self.options)
        assert answer.free_symbols == {x, k}
        assert sympy.simplify(sympy.diff(answer, x) - sympy.exp(-k * x)) == 0

    def test_unsolved_is_the_unevaluated_integral(self) -> None:
        f = x**x
        assert integrate_neural(f, x, proposers=("ansatz",)) == sympy.Integral(f, x)

    def test_misuse(self) -> None:
        with pytest.raises(ValueError, match="2 symbols"):
            integrate_neural(a * x, **self.options)
        with pytest.raises(TypeError, match="parse_expression"):
            integrate_neural("x**2", x)
        with pytest.raises(ValueError, match="expected x"):
            integrate_neural(x, (1, 2, 3))


class TestSeveralLimits:
    """Iterated integrals: the answer of the inner one is the integrand of the outer one."""

    y = sympy.Symbol("y")

    def test_an_inner_answer_for_positive_values_is_not_carried_across_zero(self) -> None:
        found = integrate_neural(1 / sympy.sqrt(x**2 + self.y**2), (self.y, 0, 1), (x, -1, 1), timeout=60)
        assert complex(found) == pytest.approx(4 * math.log(1 + math.sqrt(2)))  # asinh(1/x) alone is odd: 0

    def test_what_holds_on_one_side_of_zero_only_stays_an_integral_inside_another_expression(self) -> None:
        inner = sympy.Integral(1 / sympy.sqrt(x**2 + self.y**2), (self.y, 0, 1))
        found = integrate_neural(sympy.Integral(2 * inner, (x, -1, 1)), timeout=20)
        assert not found.has(sympy.asinh)

    def test_a_bound_may_be_a_root_that_is_real_where_the_outer_variable_goes(self) -> None:
        assert integrate_neural(1, (self.y, 0, sympy.sqrt(1 - x**2)), (x, -1, 1), timeout=30) == sympy.pi / 2

    def test_what_does_not_depend_on_the_inner_variable_is_taken_out(self) -> None:
        f = sympy.exp(-(x**2) - self.y**2)
        assert integrate_neural(f, (x, -sympy.oo, sympy.oo), (self.y, -sympy.oo, sympy.oo), timeout=30) == sympy.pi


def test_a_polylogarithm_of_order_one_is_a_logarithm() -> None:
    f = 1 - 1 / (sympy.exp(x) - 1)
    solution = network_only(f, x + sympy.polylog(1, sympy.exp(-x), evaluate=False)).solve(Problem(f, x))
    assert solution.antiderivative == x - sympy.log(1 - sympy.exp(-x))
