"""Every ailment that the doctor knows, made up; and its cure named."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from symassist import cli
from symassist.doctor import Finding, examine, installed_version, report, shows_unicode
from symassist.errors import SolverUnavailableError
from symassist.inference.bundle import WEIGHTS, default_bundle_path
from symassist.plugins import registry


def look(
    packages: dict[str, str],
    environ: dict[str, str] | None = None,
    *,
    driver: bool = False,
    encoding: str = "utf-8",
) -> dict[str, Finding]:
    """Findings by name, on a machine with these packages beside the required ones."""
    required = {"sympy": "1.14", "symengine": "0.15", "python-flint": "0.9", "numpy": "2", "scipy": "1.17"}
    installed = {**required, **packages}
    findings = examine(environ or {}, encoding=encoding, version=installed.get, driver=lambda: driver)
    return {finding.name: finding for finding in findings}


@pytest.fixture(autouse=True)
def nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(registry, "entry_points", lambda group: [])  # those installed here take seconds to load


def test_both_runtimes_together_are_a_problem() -> None:
    finding = look({"onnxruntime": "1.32", "onnxruntime-gpu": "1.31"})["onnxruntime"]
    assert finding.level == "problem"
    assert "1.32" in finding.message
    assert "uninstall -y onnxruntime onnxruntime-gpu" in finding.cure


def test_no_runtime_is_a_warning_that_names_the_extra() -> None:
    finding = look({})["onnxruntime"]
    assert (finding.level, "symassist[cpu]" in finding.cure) == ("warning", True)


@pytest.mark.parametrize(
    ("packages", "device", "driver", "level"),
    [
        ({"onnxruntime": "1"}, "auto", False, None),
        ({"onnxruntime": "1"}, "cuda", True, "warning"),
        ({"onnxruntime-gpu": "1"}, "auto", False, "warning"),
        ({"onnxruntime-gpu": "1"}, "cuda", True, "ok"),
        ({"onnxruntime-gpu": "1"}, "cpu", False, "ok"),
    ],
)
def test_cuda_that_is_named_but_not_there(
    packages: dict[str, str], device: str, driver: bool, level: str | None
) -> None:
    finding = look(packages, {"SYMASSIST_DEVICE": device}, driver=driver).get("cuda")
    assert (finding.level if finding else None) == level
    assert finding is None or level == "ok" or "SYMASSIST_DEVICE=cpu" in finding.cure


def test_a_missing_package_and_a_bad_setting() -> None:
    findings = look({"sympy": None}, {"SYMASSIST_TIMEOUT": "soon"})  # type: ignore[dict-item]
    assert findings["sympy"].level == findings["settings"].level == "problem"
    assert "SYMASSIST_TIMEOUT" in findings["settings"].message


@pytest.mark.parametrize("content", [None, "{", '{"format": 1}'])
def test_a_missing_or_damaged_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None) -> None:
    monkeypatch.setenv("SYMASSIST_MODEL", str(tmp_path))
    if content is not None:
        (tmp_path / "bundle.json").write_text(content)
    finding = look({})["model"]
    assert finding.level == "problem"
    assert str(tmp_path) in finding.message
    assert "SYMASSIST_MODEL" in finding.cure


def test_a_terminal_without_unicode() -> None:
    assert look({}, encoding="ascii")["terminal"].level == "warning"
    assert look({}, encoding="utf-8")["terminal"].level == "ok"
    assert not shows_unicode("no such encoding")


def test_report_puts_the_cure_below() -> None:
    text = report([Finding("a", "ok", "fine"), Finding("longer", "problem", "broken", "mend it")])
    assert text.splitlines() == [
        "a       ok       fine",
        "longer  PROBLEM  broken",
        "                 cure: mend it",
    ]


def test_command_exits_1_with_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SYMASSIST_MODEL", str(tmp_path))
    assert cli.main(["doctor"]) == 1
    assert "cure:" in capsys.readouterr().out
    assert cli.main(["doctor", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["healthy"] is False
    assert {finding["name"]: finding["level"] for finding in answer["findings"]}["model"] == "problem"


def plugin(name: str, target: str) -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{target}", registry.PROPOSERS)


def without_its_program() -> None:
    raise SolverUnavailableError("the program oracle is not installed: apt-get install oracle")


@pytest.mark.parametrize(("asked", "level"), [("sympy", "warning"), ("sympy,one", "problem")])
def test_plugins_that_do_not_work(monkeypatch: pytest.MonkeyPatch, asked: str, level: str) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda group: [plugin("one", "nowhere")] if "prop" in group else [])
    finding = look({}, {"SYMASSIST_PROPOSERS": asked})["plugin one"]
    assert (finding.level, "uninstall" in finding.cure) == (level, True)
    entries = [plugin("one", "without_its_program")]
    monkeypatch.setattr(registry, "entry_points", lambda group: entries if "prop" in group else [])
    finding = look({}, {"SYMASSIST_PROPOSERS": asked})["plugin one"]
    assert (finding.level, finding.cure) == (level, "apt-get install oracle")


def test_a_plugin_asked_for_and_not_installed() -> None:
    finding = look({}, {"SYMASSIST_PROPOSERS": "network,oracle"})["plugin oracle"]
    assert finding.level == "problem"


def test_a_variable_that_is_no_setting() -> None:
    findings = examine({"SYMASSIST_TIMOUT": "3"}, version=lambda name: None)
    (finding,) = [finding for finding in findings if "SYMASSIST_TIMOUT" in finding.message]
    assert (finding.level, finding.cure) == ("warning", "did you mean SYMASSIST_TIMEOUT?")


def test_weights_with_one_wrong_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    shutil.copytree(default_bundle_path(), folder)
    weights = bytearray((folder / WEIGHTS).read_bytes())
    weights[len(weights) // 2] ^= 1
    (folder / WEIGHTS).write_bytes(weights)
    finding = look({}, {"SYMASSIST_MODEL": str(folder)})["model"]
    assert finding.level == "problem"
    assert "SHA-256" in finding.message


def test_versions_come_from_distribution_metadata() -> None:
    assert installed_version("sympy") is not None
    assert installed_version("no-such-distribution-here") is None
