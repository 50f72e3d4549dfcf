import numpy as np
import pytest

from symassist.expressions.grammar import Grammar
from symassist.expressions.vocabulary import EOS, VOCABULARY

INDEX = VOCABULARY.index


def allowed_after(grammar: Grammar, text: str, remaining: int) -> set[str]:
    state = grammar.start(1)
    for token in text.split():
        state = grammar.advance(state, np.array([0]), np.array([INDEX[token]]))
    [bias] = grammar.bias(state, remaining)
    return {VOCABULARY.tokens[i] for i in np.flatnonzero(bias == 0)}


def test_start_admits_every_operator_and_leaf_but_no_control_token():
    allowed = allowed_after(Grammar(), "", 50)
    assert {"add", "sin", "elliptic_pi", "x", "pi", "-3", "1/2", "int+", "a15"} <= allowed
    assert not allowed & {"<pad>", "<bos>", "<eos>", "integrate", "<spare0>", "d1", "y", "c0"}


def test_options_admit_variables_and_placeholders():
    assert {"y", "y'", "y''"} <= allowed_after(Grammar(variables=True), "", 9)
    assert {"c0", "c15"} <= allowed_after(Grammar(placeholders=True), "", 9)


def test_end_only_when_no_slot_is_open():
    assert "<eos>" not in allowed_after(Grammar(), "add x", 50)
    assert allowed_after(Grammar(), "add x x", 50) == {"<eos>"}


def test_number_needs_a_digit_that_is_not_zero():
    assert allowed_after(Grammar(), "mul int-", 50) == {f"d{i}" for i in range(1, 10)}


def test_digits_follow_only_in_a_number():
    digits = {f"d{i}" for i in range(10)}
    assert digits | {"<eos>"} == allowed_after(Grammar(), "int+ d1", 50)
    assert digits | {"x", "sin"} <= allowed_after(Grammar(), "mul int+ d1 d0", 50)
    assert not digits & allowed_after(Grammar(), "mul x", 50)


def test_number_of_digits_is_capped():
    assert allowed_after(Grammar(max_digits=3), "int+ d1 d0 d0", 50) == {"<eos>"}


@pytest.mark.parametrize(("remaining", "arities"), [(1, {0}), (2, {0, 1}), (3, {0, 1, 2}), (4, {0, 1, 2, 3})])
def test_only_what_can_still_close_is_allowed(remaining, arities):
    allowed = allowed_after(Grammar(), "", remaining)
    assert {int(VOCABULARY.arity[INDEX[token]]) for token in allowed} == arities
    assert ("int+" in allowed) == (remaining >= 2)


def test_no_digit_beyond_the_maximum_length():
    assert allowed_after(Grammar(), "int+ d1", 0) == {"<eos>"}
    assert not allowed_after(Grammar(), "mul int+ d1", 1) & {"d0", "int+", "sin"}


@pytest.mark.parametrize("max_length", [1, 2, 7, 40])
def test_random_walks_always_close(max_length):
    grammar, generator, count = Grammar(), np.random.default_rng(max_length), 500
    state, ended = grammar.start(count), np.zeros(count, dtype=bool)
    for remaining in range(max_length, -1, -1):
        bias = grammar.bias(state, remaining)
        assert np.all((bias == 0).any(axis=1) | ended)
        tokens = (bias + generator.gumbel(size=bias.shape)).argmax(axis=1)
        ended |= tokens == EOS
        tokens[ended] = INDEX["x"]  # whatever: an ended walk counts no more
        state = grammar.advance(state, np.arange(count), tokens)
    assert ended.all()


def test_answers_have_no_parameter_that_the_source_lacks():
    source = [INDEX["integrate"], INDEX["mul"], INDEX["a3"], INDEX["x"]]
    [bias] = Grammar().source_bias([source])
    assert bias[INDEX["a3"]] == 0
    assert bias[INDEX["x"]] == 0
    assert np.all(bias[[INDEX[f"a{i}"] for i in range(16) if i != 3]] == -np.inf)


def test_number_cap_must_be_positive():
    with pytest.raises(ValueError, match="at least one digit"):
        Grammar(max_digits=0)
