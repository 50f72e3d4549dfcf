"""Completion as the shells ask for it, and the scripts in real shells where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from symassist import cli

MAIN = "import sys; from symassist.cli import main; status = main(); sys.exit(status)"


def complete(line: str, code: str = MAIN) -> subprocess.CompletedProcess[str]:
    """What bash would get for ``line`` with the cursor at its end."""
    environ = {**os.environ, "_SYMASSIST_COMPLETE": "bash_complete", "COMP_WORDS": line}
    environ["COMP_CWORD"] = str(len(line.split(" ")) - 1)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=environ)


def offered(line: str) -> set[str]:
    return {each.partition(",")[2] for each in complete(line).stdout.splitlines()}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("symassist int", {"integrate"}),
        ("symassist config ", {"init", "path", "show"}),
        ("symassist integrate --la", {"--latex"}),
        ("symassist completion ", {"bash", "zsh", "fish"}),
        ("symassist integrate x --proposers network,an", {"network,ansatz"}),
        ("symassist bench --solver sympy,assistant_", {"sympy,assistant_nonet"}),
    ],
)
def test_what_is_offered(line: str, expected: set[str]) -> None:
    assert offered(line) == expected


def test_every_command_is_offered() -> None:
    assert set(cli._LAZY) | {"integrate", "doctor"} <= offered("symassist ")


@pytest.mark.parametrize("line", ["symassist ", "symassist bench --", "symassist bench --solver ", "symassist config "])
def test_nothing_heavy_is_imported_at_a_tab(line: str) -> None:
    code = (
        "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
        "from symassist.cli import main; main()"
    )
    assert {"sympy", "numpy", "rich", "onnxruntime"}.isdisjoint(complete(line, code).stderr.split())


@pytest.mark.parametrize(
    ("shell", "check"), [("bash", ["-n", "-s"]), ("zsh", ["-n", "/dev/stdin"]), ("fish", ["-n", "/dev/stdin"])]
)
def test_the_script_is_one_of_its_shell(shell: str, check: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == 0
    script = capfd.readouterr().out
    assert f"_SYMASSIST_COMPLETE={shell}_complete" in script
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([shell, *check], input=script, text=True, check=True, timeout=20)
