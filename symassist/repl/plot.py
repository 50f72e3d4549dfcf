"""The command ``plot``: curves in the terminal by plotext, or in a file by matplotlib; our own evaluator's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist import render
from symassist.errors import CommandError, UnsupportedExpressionError
from symassist.numerics.evaluate import evaluate
from symassist.parsing.spans import Span, span
from symassist.repl.reply import Piece, Reply

if TYPE_CHECKING:
    from symassist.repl.interpreter import Interpreter
    from symassist.repl.statements import Statement

Points = NDArray[np.float64]
_SAMPLES = 600
_RANGE = (-5.0, 5.0)
_MOST_CURVES = 6
_FILES = (".png", ".svg", ".pdf")
_COLOURS = (
    ("tab:blue", 33),
    ("tab:orange", 208),
    ("tab:green", 35),
    ("tab:red", 160),
    ("tab:purple", 134),
    ("tab:cyan", 37),
)
"""matplotlib's and the terminal's (of 256), legible on light and dark."""
_LABEL = 40
_REAL = 1e-9


@dataclass(frozen=True)
class Curve:
    """(N,) x and y, NaN where there is no real value."""

    label: str
    x: Points
    y: Points


def plot(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    """Draws expressions, or f, F and the numerical derivative of F of the last integral.

    Raises:
        CommandError: nothing to draw, a missing library, or another kind of file.
    """
    body, _, target = statement.body.partition(">")
    path = _checked_path(target.strip()) if target.strip() else None
    asked = span(body.strip())
    if asked.low is None and body.strip().startswith("from "):  # "plot from 0 to 1"
        between = span("_ " + body.strip())
        asked = Span("", between.low, between.high)
    low, high = _interval(interpreter, asked.low, asked.high)
    xs = np.linspace(low, high, _SAMPLES)
    curves = _given(interpreter, asked.body, text, xs) if asked.body.strip() else _of_solution(interpreter, xs)
    if not any(np.isfinite(curve.y).any() for curve in curves):
        raise CommandError(f"no curve has a real value between {low:g} and {high:g}")
    if path is not None:
        _write(curves, path)
        interpreter.files.add(str(path))
        return Reply.of(f"drawn to {path}", style="note")
    return Reply((Piece(_drawn(curves, interpreter), ansi=True),))


def _interval(interpreter: Interpreter, low: str | None, high: str | None) -> tuple[float, float]:
    """Between the limits given, else those of the last integral, else around zero."""
    if low is not None and high is not None:
        ends = [interpreter.expression(end, end, 0) for end in (low, high)]
    elif interpreter.solution is not None and interpreter.solution.problem.limits is not None:
        ends = list(interpreter.solution.problem.limits)
        if not all(end.is_number and end.is_finite for end in ends):
            return _RANGE
    else:
        return _RANGE
    if not all(end.is_number and end.is_finite and end.is_real for end in ends):
        raise CommandError("a plot goes from one finite number to another")
    start, stop = (float(end) for end in ends)
    if not start < stop:
        raise CommandError(f"a plot goes from a smaller to a larger number, not from {start:g} to {stop:g}")
    return start, stop


def _given(interpreter: Interpreter, body: str, text: str, xs: Points) -> list[Curve]:
    parts = _split(body)
    if len(parts) > _MOST_CURVES:
        raise CommandError(f"at most {_MOST_CURVES} curves at a time")
    at = text.find(body)
    curves = []
    for part in parts:
        expression = interpreter.expression(part, text, at)
        free = sorted(expression.free_symbols, key=lambda s: (s.name != "x", s.name))
        variable = free[0] if free else sympy.Symbol("x")
        curves.append(_curve(part.strip(), expression, variable, xs))
        at += len(part) + 1
    return curves


def _split(body: str) -> list[str]:
    """The parts between commas outside of brackets."""
    parts, depth = [""], 0
    for char in body:
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _of_solution(interpreter: Interpreter, xs: Points) -> list[Curve]:
    """f, and where there is one F and F' as its central differences: what the eye should find on top of f."""
    solution = interpreter.last()
    x, f, F = solution.problem.variable, solution.problem.integrand, solution.antiderivative
    curves = [_curve(f"f = {render.plain(f)}", f, x, xs)]
    if F is not None:
        curve = _curve(f"F = {render.plain(F)}", F, x, xs)
        curves += [curve, Curve("F' numerically", curve.x, np.gradient(curve.y, curve.x))]
    return curves


def _curve(label: str, expression: sympy.Expr, variable: sympy.Symbol, xs: Points) -> Curve:
    """Real values; those of parameters are 1."""
    parameters = {s: np.ones(1) for s in expression.free_symbols - {variable}}
    label += "".join(f", {s} = 1" for s in sorted(map(str, parameters)))
    try:
        with np.errstate(all="ignore"):
            values = np.broadcast_to(evaluate(expression, {variable: xs, **parameters}), xs.shape)
    except UnsupportedExpressionError as error:
        raise CommandError(f"cannot be drawn: {', '.join(error.names)}") from error
    real = np.isfinite(values) & (np.abs(values.imag) <= _REAL * np.maximum(1.0, np.abs(values.real)))
    return Curve(label if len(label) <= _LABEL else label[: _LABEL - 1] + "…", xs, np.where(real, values.real, np.nan))


def _clipped(curves: list[Curve]) -> tuple[float, float]:
    """The vertical range: all values, unless poles would press the rest flat; then the middle nine tenths, widened."""
    values = np.concatenate([curve.y[np.isfinite(curve.y)] for curve in curves])
    low, high = np.quantile(values, [0.05, 0.95])
    margin = 0.75 * (high - low) or 1.0
    bottom, top = max(values.min(), low - margin), min(values.max(), high + margin)
    return (float(bottom), float(top)) if bottom < top else (float(bottom) - 1, float(top) + 1)


def _drawn(curves: list[Curve], interpreter: Interpreter) -> str:
    try:
        import plotext
    except ImportError as error:
        raise CommandError("plots in the terminal need plotext: pip install 'symassist[repl]'") from error
    screen = interpreter.screen
    bottom, top = _clipped(curves)
    plotext.clear_figure()
    plotext.plot_size(max(40, min(screen.columns, 110)), max(12, min(screen.rows - 4, 20)))
    plotext.theme("clear")
    plotext.ylim(bottom, top)
    for index, curve in enumerate(curves):
        seen = np.isfinite(curve.y) & (curve.y >= bottom) & (curve.y <= top)
        if seen.any():
            marker = "braille" if screen.unicode else "*+ox#@"[index]
            plotext.scatter(
                curve.x[seen].tolist(),
                curve.y[seen].tolist(),
                label=curve.label,
                marker=marker,
                color=_COLOURS[index][1],
            )
    plotext.xlim(float(curves[0].x[0]), float(curves[0].x[-1]))
    drawn = plotext.build()
    return str(drawn if screen.colour else plotext.uncolorize(drawn))


def _checked_path(name: str) -> Path:
    path = Path(name).expanduser()
    if path.suffix.lower() not in _FILES:
        raise CommandError(f"a plot is drawn to a file that ends with {', '.join(_FILES)}, not to {name}")
    return path


def _write(curves: list[Curve], path: Path) -> None:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise CommandError("plots in files need matplotlib: pip install 'symassist[plot]'") from error
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.add_subplot()
    for curve, (colour, _) in zip(curves, _COLOURS, strict=False):
        axes.plot(curve.x, curve.y, label=curve.label.replace("$", r"\$"), color=colour)
    axes.set_ylim(*_clipped(curves))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path)
