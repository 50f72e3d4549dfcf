import itertools
import random
import threading

import numpy as np
import pytest

from symassist.budget import Budget
from symassist.expressions.grammar import Grammar
from symassist.expressions.vocabulary import BOS, EOS, PAD, VOCABULARY, Vocabulary
from symassist.inference import seq2seq
from symassist.inference.beam_search import Hypothesis, beam_search, greatest
from symassist.inference.scripted import ScriptedModel

TINY = Vocabulary(("<pad>", "<bos>", "<eos>", "integrate", "add", "sin", "x", "a0", "int+", "d0", "d1"))
SOURCE = tuple(TINY.index[t] for t in ("integrate", "x"))
MAX_LENGTH = 5


def random_model(seed: int) -> ScriptedModel:
    def predict(source, prefix):
        generator = np.random.default_rng([seed, *source, *prefix])
        logits = 2 * generator.normal(size=len(TINY))
        return (logits - np.log(np.exp(logits).sum())).astype(np.float32)

    return ScriptedModel(len(TINY), predict)


def is_expression(tokens: tuple[str, ...]) -> bool:
    """An independent recursive reader of prefix notation with numbers."""

    def read(position: int) -> int:
        token = tokens[position]
        position += 1
        if token == "int+":
            if tokens[position] not in ("d1",):
                raise ValueError
            while position < len(tokens) and tokens[position] in ("d0", "d1"):
                position += 1
            return position
        for _ in range({"add": 2, "sin": 1, "x": 0}[token]):
            position = read(position)
        return position

    try:
        return read(0) == len(tokens)
    except (IndexError, KeyError, ValueError):
        return False


def exhaustive(model: ScriptedModel, source: tuple[int, ...]) -> list[Hypothesis]:
    found = []
    for length in range(1, MAX_LENGTH + 1):
        for ids in itertools.product(range(4, len(TINY)), repeat=length):
            if is_expression(tuple(TINY.tokens[i] for i in ids)):
                steps = [*ids, EOS]
                total = sum(model._predict(source, ids[:n])[token] for n, token in enumerate(steps))
                found.append(Hypothesis(ids, float(total)))
    return sorted(found, key=lambda h: -h.log_prob)


def test_control_tokens_are_the_vocabularys():
    assert (seq2seq.PAD, seq2seq.BOS, seq2seq.EOS) == (PAD, BOS, EOS)


@pytest.mark.parametrize("seed", range(3))
def test_wide_beam_equals_exhaustive_search(seed):
    model = random_model(seed)
    expected = exhaustive(model, SOURCE)
    [found] = beam_search(model, [SOURCE], beam_size=400, max_length=MAX_LENGTH, grammar=Grammar(TINY))
    assert len(expected) == 56
    assert [h.token_ids for h in found] == [h.token_ids for h in expected[:400]]
    np.testing.assert_allclose([h.log_prob for h in found], [h.log_prob for h in expected[:400]], rtol=1e-5)


def test_length_penalty_changes_the_order_as_defined():
    model = random_model(5)
    expected = sorted(exhaustive(model, SOURCE), key=lambda h: -h.log_prob / (len(h.token_ids) + 1))[:20]
    [found] = beam_search(
        model, [SOURCE], beam_size=400, max_length=MAX_LENGTH, grammar=Grammar(TINY), length_penalty=1.0
    )
    assert [h.token_ids for h in found[:20]] == [h.token_ids for h in expected]


def test_beam_of_one_is_no_worse_than_greedy_among_allowed_tokens():
    model = random_model(1)
    prefix, total = (), 0.0
    for _ in range(MAX_LENGTH):
        predictions = model._predict(SOURCE, prefix)
        allowed = [
            t
            for t in range(4, len(TINY))
            if any(
                is_expression(tuple(TINY.tokens[i] for i in (*prefix, t, *rest)))
                for n in range(MAX_LENGTH - len(prefix))
                for rest in itertools.product(range(4, len(TINY)), repeat=n)
            )
        ]
        if not allowed:
            break
        token = max(allowed, key=lambda t: predictions[t])
        prefix, total = (*prefix, token), total + predictions[token]
        if is_expression(tuple(TINY.tokens[i] for i in prefix)):
            break
    total += model._predict(SOURCE, prefix)[EOS]
    [[best, *_]] = beam_search(model, [SOURCE], beam_size=1, max_length=MAX_LENGTH, grammar=Grammar(TINY))
    assert best.log_prob >= total - 1e-4


def test_batched_search_equals_single_searches_and_repeats():
    model = random_model(2)
    sources = [SOURCE, (*SOURCE, 7), (3,), (3, 5, 6)]

    def search(batch):
        return beam_search(model, batch, beam_size=3, max_length=7, grammar=Grammar(TINY))

    together = search(sources)
    assert together == [search([source])[0] for source in sources]
    assert together == search(sources)


def test_equal_keys_count_once():
    model = random_model(3)
    [found] = beam_search(model, [SOURCE], beam_size=400, max_length=MAX_LENGTH, grammar=Grammar(TINY), key=len)
    best = {}
    for hypothesis in exhaustive(model, SOURCE):
        best.setdefault(len(hypothesis.token_ids), hypothesis.token_ids)
    assert {len(h.token_ids): h.token_ids for h in found} == best
    assert len(found) == len(best)


def test_search_stops_when_no_live_hypothesis_can_enter():
    index = VOCABULARY.index
    source, answer = (index["integrate"], index["x"]), (index["sin"], index["x"])
    model = ScriptedModel.answering(len(VOCABULARY), {source: {answer: 1.0}})
    [[best]] = beam_search(model, [source], beam_size=1, max_length=200, grammar=Grammar())
    assert best.token_ids == answer
    assert model.steps <= 4


def test_problem_that_is_over_leaves_the_batch():
    index = VOCABULARY.index
    sources = [(index["integrate"], index[t]) for t in ("x", "pi")]
    long = (*[index["sin"]] * 30, index["x"])
    answers = {sources[0]: {(index["x"],): 1.0}, sources[1]: {long: 1.0}}
    model = ScriptedModel.answering(len(VOCABULARY), answers)
    widths = []
    step = model.step
    model.step = lambda state, tokens, rows: (widths.append(len(tokens)), step(state, tokens, rows))[1]
    [[first], [second]] = beam_search(model, sources, beam_size=1, max_length=60, grammar=Grammar())
    assert first.token_ids == (index["x"],)
    assert second.token_ids == long
    assert widths[0] == 2
    assert widths[-1] == 1


def test_cancelled_search_returns_what_is_finished():
    cancel = threading.Event()
    model = random_model(4)
    step = model.step

    def cancelling_step(state, tokens, rows):
        if model.steps == 2:
            cancel.set()
        return step(state, tokens, rows)

    model.step = cancelling_step
    budget = Budget.of(60, cancel)
    [found] = beam_search(model, [SOURCE], beam_size=50, max_length=9, grammar=Grammar(TINY), budget=budget)
    assert model.steps == 3
    assert found
    assert all(len(h.token_ids) <= 2 for h in found)


def test_spent_budget_returns_nothing_for_every_problem():
    found = beam_search(
        random_model(0), [SOURCE] * 2, beam_size=2, max_length=5, grammar=Grammar(TINY), budget=Budget.of(0)
    )
    assert found == [[], []]


def test_misuse_is_an_error():
    with pytest.raises(ValueError, match="at least 1"):
        beam_search(random_model(0), [SOURCE], beam_size=0, max_length=5, grammar=Grammar(TINY))
    assert beam_search(random_model(0), [], beam_size=2, max_length=5, grammar=Grammar(TINY)) == []


@pytest.mark.parametrize("count", [1, 3, 50])
def test_top_equals_a_stable_sort(count):
    generator = random.Random(count)
    for size in (1, 7, 64, 2640):
        scores = np.array(
            [[generator.choice([-np.inf, generator.randint(-40, 0)]) for _ in range(size)] for _ in range(3)],
            dtype=np.float32,
        )
        values, positions = greatest(scores, count)
        for row, value, position in zip(scores, values, positions, strict=True):
            order = [i for i in np.argsort(-row, kind="stable") if row[i] > -np.inf][:count]
            assert position[: len(order)].tolist() == order
            assert value[: len(order)].tolist() == row[order].tolist()
            assert np.all(value[len(order) :] == -np.inf)
