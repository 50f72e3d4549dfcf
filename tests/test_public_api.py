"""The names that users import: fixed, all resolvable, nothing else."""

from __future__ import annotations

import inspect

import pytest

import symassist


def test_all_is_the_contract() -> None:
    assert set(symassist.__all__) == {
        "Assistant",
        "Candidate",
        "Problem",
        "Solution",
        "Verdict",
        "VerificationStatus",
        "install_neural_fallback",
        "integrate_neural",
        "neural_fallback",
        "uninstall_neural_fallback",
        "verify_antiderivative",
    }


@pytest.mark.parametrize("name", symassist.__all__)
def test_every_public_name_resolves_and_is_documented(name: str) -> None:
    value = getattr(symassist, name)
    assert value.__name__ == name
    assert value.__doc__
    assert name in dir(symassist)


def test_unknown_names_raise_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'integrate_magically'"):
        _ = symassist.integrate_magically


@pytest.mark.parametrize(
    ("name", "required", "keywords"),
    [
        ("integrate_neural", ("f",), {"beam_size": 10, "timeout": 10.0, "partial": False}),
        ("verify_antiderivative", ("F", "f", "x"), {"timeout": 10.0}),
    ],
)
def test_signatures_are_the_contract(name: str, required: tuple[str, ...], keywords: dict[str, object]) -> None:
    parameters = inspect.signature(getattr(symassist, name)).parameters
    positional = [p.name for p in parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert tuple(positional) == required
    assert {key: parameters[key].default for key in keywords} == keywords


def test_members_of_the_contract() -> None:
    assert [status.name for status in symassist.VerificationStatus] == ["PROVED", "CONSISTENT", "REFUTED", "UNKNOWN"]
    assert tuple(inspect.signature(symassist.Problem).parameters) == (
        "integrand",
        "variable",
        "limits",
        "assumptions",
    )
    assert {"status", "method", "region", "evidence", "reason", "seconds"} <= set(
        inspect.signature(symassist.Verdict).parameters
    )
    assert tuple(inspect.signature(symassist.Candidate).parameters)[:4] == ("expression", "log_prob", "rank", "origin")
    solve = inspect.signature(symassist.Assistant.solve).parameters
    assert tuple(solve) == ("self", "problem", "on_candidate", "cancel")
    assert solve["on_candidate"].kind is inspect.Parameter.KEYWORD_ONLY
