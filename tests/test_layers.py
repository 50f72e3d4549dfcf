"""What an import costs: checked in fresh interpreters, because this one has long imported everything."""

from __future__ import annotations

import subprocess
import sys

import pytest

OPTIONAL = {"torch", "onnxruntime", "textual", "prompt_toolkit", "IPython", "matplotlib", "aiohttp"}
HEAVY = {"sympy", "symengine", "scipy", "numpy", "flint", "rich", "click"}


def modules_after(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after ``statement``."""
    code = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    return set(done.stdout.split())


def test_import_symassist_loads_nothing_heavy() -> None:
    loaded = modules_after("import symassist")
    assert "symassist" in loaded
    assert not loaded & (OPTIONAL | HEAVY)


def test_public_names_need_no_optional_dependency() -> None:
    loaded = modules_after("import symassist\nfor name in symassist.__all__: getattr(symassist, name)")
    assert "sympy" in loaded
    assert not loaded & OPTIONAL


@pytest.mark.parametrize(
    "module", ["symassist.cli", "symassist.bench.cli", "symassist.tui.command", "symassist.serve.command"]
)
def test_command_line_starts_without_optional_dependencies(module: str) -> None:
    assert not modules_after(f"import {module}") & OPTIONAL
