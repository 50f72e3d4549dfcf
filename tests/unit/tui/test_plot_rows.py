"""The dots of the numerical derivative stand in the rows of the line that they lie on."""

from __future__ import annotations

import plotext
import pytest
import sympy

from symassist.problem import Problem
from symassist.tui.curves import Stretch, make_curves, pieces
from symassist.tui.widgets.plot import _FRAME, draw

x = sympy.Symbol("x")


@pytest.mark.parametrize("height", [12, 17, 22])
def test_a_dot_is_never_a_row_beside_its_line(height: int) -> None:
    F = sympy.log(x + sympy.sqrt(x**2 - 1))
    curves = make_curves(Problem(1 / sympy.sqrt(x**2 - 1), x), F, Stretch(-6.0, 6.0))
    assert curves is not None
    low, high = curves.vertical
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(90, height)
    draw(plotext, curves, height - _FRAME)
    dots = {(row, column) for row, line in enumerate(_rows()) for column, c in enumerate(line) if c == "●"}
    plotext.clear_figure()
    plotext.plotsize(90, height)
    plotext.xlim(-6.0, 6.0)
    plotext.ylim(low, high)
    for xs, ys in pieces(curves.x, curves.f, curves.vertical):
        plotext.plot(xs, ys, marker="braille")
    line = {(row, column) for row, text in enumerate(_rows()) for column, c in enumerate(text) if "⠀" < c <= "⣿"}
    assert len(dots) > 15
    assert all({(row, column + shift) for shift in (-1, 0, 1)} & line for row, column in dots)


def _rows() -> list[str]:
    return str(plotext.uncolorize(plotext.build())).splitlines()
