"""``%neural_integrate`` in notebooks with a real kernel, and the example notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLE = Path(__file__).parents[2] / "examples" / "symassist.ipynb"


def outputs(notebook: nbformat.NotebookNode, number: int) -> dict[str, Any]:
    """The data of all outputs of a cell, and what it printed under 'stdout'."""
    found: dict[str, Any] = {}
    for output in notebook.cells[number].outputs:
        found.update(output.get("data", {}))
        if output.output_type == "stream":
            found[output.name] = found.get(output.name, "") + output.text
    return found


def executed(*sources: str) -> nbformat.NotebookNode:
    """The notebook of these cells after a real kernel has run it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return notebook


def test_a_notebook_shows_progress_in_one_output_and_the_candidates() -> None:
    notebook = executed(
        "%load_ext symassist",
        "answer = %neural_integrate x^2 cos x --candidates",
        "from sympy import diff, simplify, symbols\nprint(simplify(diff(answer, symbols('x'))))",
        "%neural_integrate -1/x --from -2 --to -1",
    )
    kinds = [output.output_type for output in notebook.cells[1].outputs]
    assert kinds == ["display_data"]  # written over, not repeated
    assert "<table>" in outputs(notebook, 1)["text/html"]
    assert "as understood" in outputs(notebook, 1)["text/html"]
    assert outputs(notebook, 2)["stdout"] == "x**2*cos(x)\n"
    assert "text/latex" in outputs(notebook, 3)
    assert r"= \ln{\left(2 \right)}" in outputs(notebook, 3)["text/html"]


@pytest.mark.slow
def test_the_example_notebook_runs_as_it_is_shown() -> None:
    stored = nbformat.read(EXAMPLE, as_version=4)
    again = nbformat.read(EXAMPLE, as_version=4)
    NotebookClient(again, timeout=120, kernel_name="python3").execute()
    for number, cell in enumerate(stored.cells):
        if cell.cell_type == "code":
            assert outputs(stored, number).keys() == outputs(again, number).keys(), cell.source
            shown = [outputs(each, number).get("text/latex") for each in (stored, again)]
            assert shown[0] == shown[1], cell.source


def test_the_example_notebook_is_small_and_has_real_output() -> None:
    assert EXAMPLE.stat().st_size < 60_000
    notebook = nbformat.read(EXAMPLE, as_version=4)
    nbformat.validate(notebook)
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    assert not any(out.output_type == "error" for cell in notebook.cells for out in cell.get("outputs", []))
