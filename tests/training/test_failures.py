"""Kinds of error told apart, and the report that counts them."""

from __future__ import annotations

from pathlib import Path

import pytest
import symengine

from symassist.expressions.vocabulary import EOS, VOCABULARY
from training.diagnosis import KINDS, SOLVED, diagnose, error_kind

pytest.importorskip("torch")

from training.failures import Case, draw, grouped, length_bin, report

parse = symengine.sympify


def ids(text: str) -> tuple[int, ...]:
    return tuple(VOCABULARY.index[token] for token in text.split())


@pytest.mark.parametrize(
    ("f", "answer", "candidate", "kind"),
    [
        ("x*exp(x)", "x*exp(x) - exp(x)", "3*x*exp(x) + exp(x)", "wrong coefficient"),
        ("a0*cos(x)", "a0*sin(x)", "2*sin(x)", "wrong coefficient"),
        ("x*cos(x)", "x*sin(x) + cos(x)", "x*sin(x)", "missing term"),
        ("sqrt(x**2)/x", "x*sqrt(x**2)/x", "x", "wrong branch"),
        ("cos(x)/x", "log(x)*cos(x)", "exp(x**2)", "other shape"),
    ],
)
def test_kinds_of_error(f: str, answer: str, candidate: str, kind: str) -> None:
    assert error_kind(parse(f), parse(answer), [parse(candidate)]) == kind


def test_a_beam_is_diagnosed() -> None:
    source, target = (*ids("integrate cos x"), EOS), (*ids("sin x"), EOS)
    assert diagnose(source, target, [ids("cos x"), ids("sin x")])[0] == SOLVED
    assert diagnose(source, target, [ids("mul 5 sin x")]) == ("wrong coefficient", "5*sin(x)")
    assert diagnose(source, target, [ids("inv 0")]) == ("no candidate", None)


def cases() -> list[Case]:
    long = (*ids("integrate mul exp x add 1 mul 2 cos x"), EOS)
    short = (*ids("integrate pow2 x"), EOS)
    return [
        Case("textbook", long, "F", "G", "missing term"),
        Case("textbook", short, "F", "F", SOLVED),
        Case("backward", long, "F", None, "no candidate"),
    ]


def test_a_report_counts_by_function_length_and_generator(tmp_path: Path) -> None:
    by_function = grouped(cases(), lambda case: case.functions)
    assert set(by_function) == {"cos", "exp", "polynomial"}
    assert by_function["exp"] == {"missing term": 1, "no candidate": 1}
    assert set(grouped(cases(), length_bin)) == {"0 to 8", "9 to 16"}
    text = report(cases(), "picture.png")
    assert "3 problems, 1 solved (33.3%" in text
    assert "| textbook | 2 | 50.0% | 0 | 0 | 0 | 1 | 0 |" in text
    assert all(f"- {kind}:" in text for kind in KINDS)
    draw(cases(), tmp_path / "failures.png")
    assert (tmp_path / "failures.png").read_bytes().startswith(b"\x89PNG")
