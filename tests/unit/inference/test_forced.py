"""The forced pass gives a hypothesis the probability that beam search gave it, token by token."""

from __future__ import annotations

import pytest
import sympy

from symassist.budget import Budget
from symassist.expressions.abstraction import encode
from symassist.expressions.convert import from_sympy
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import write
from symassist.expressions.vocabulary import VOCABULARY
from symassist.inference.bundle import ModelBundle
from symassist.inference.forced import forced_pass
from symassist.inference.onnx_model import OnnxModel
from symassist.inference.scripted import ScriptedModel
from symassist.inference.seq2seq import EOS
from symassist.problem import Problem
from symassist.propose.neural import NetworkCandidate, NeuralProposer

x = sympy.Symbol("x")


def test_tokens_of_a_scripted_answer() -> None:
    source = encode(2 * x, x)[0].ids
    likely, rare = (write(normal(from_sympy(F))) for F in (x**2, sympy.sin(x)))
    model = ScriptedModel.answering(len(VOCABULARY), {tuple(source): {likely: 0.75, rare: 0.25}})
    scores = forced_pass(model, source, rare, alternatives=2)
    assert [s.token for s in scores] == [*rare, EOS]
    assert scores[0].log_prob == pytest.approx(-1.386, abs=1e-3)
    assert [token for token, _ in scores[0].alternatives] == [likely[0], rare[0]]
    assert all(s.log_prob == pytest.approx(0, abs=1e-3) for s in scores[1:])


def test_a_spent_budget_ends_the_pass() -> None:
    model = ScriptedModel.answering(len(VOCABULARY), {})
    assert forced_pass(model, [3], [4, 5], budget=Budget.of(0)) == []


def test_the_sum_is_the_beams_log_probability() -> None:
    model = OnnxModel(ModelBundle.load(), device="cpu", threads=1)
    proposer = NeuralProposer(model, beam_size=3)
    candidates = [*proposer.propose(Problem(x * sympy.exp(x), x), Budget.of(60))]
    assert candidates
    for each in candidates:
        assert isinstance(each, NetworkCandidate)
        total = sum(s.log_prob for s in forced_pass(model, each.source_ids, each.token_ids))
        assert total == pytest.approx(each.log_prob, abs=1e-3)
