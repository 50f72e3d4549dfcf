"""The plot of f, F and the numerical F' over one another."""

from __future__ import annotations

import math
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker
from textual_plotext import PlotextPlot

from symassist.tui.background import background
from symassist.tui.curves import Curves, Stretch, first_stretch, make_curves, pieces
from symassist.tui.selection import Selection
from symassist.tui.widgets.view import View

_LINES = (("F", "green", "braille"), ("f", "cyan", "braille"), ("numeric", "red", "·"))
_FRAME = 3
"""Lines of a figure that are not between its axes: the frame's two, and the labels below."""
_SPARSE = 20
"""Every so many points the numerical derivative gets a dot: f stays visible between them."""
_NAMES = {"F": "F", "f": "f", "numeric": "F' numerically: dots on f"}


class PlotView(View):
    """Curves are computed in a thread; keys and wheel zoom and move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.plot('move', -0.25)", "Move left", show=False, id="plot-left"),
        Binding("right", "app.plot('move', 0.25)", "Move right", show=False, id="plot-right"),
    ]

    class Ready(Message):
        """The curves are there; None where a function cannot be evaluated."""

        def __init__(self, selection: Selection, curves: Curves | None) -> None:
            self.selection, self.curves = selection, curves
            super().__init__()

    _selection: Selection | None = None
    _drawn: Curves | None = None
    stretch = Stretch(-6.0, 6.0)

    def compose(self) -> ComposeResult:
        yield Static(id="plot-caption")
        yield PlotextPlot(id="plot")

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._compute())

    def present(self, selection: Selection) -> None:
        """Shows the selection; the stretch stays while the problem does."""
        if self._selection is None or self._selection.problem != selection.problem:
            self.stretch = first_stretch(selection.problem)
        self._selection = selection
        self._compute()

    def change(self, what: str, amount: float) -> None:
        """Zooms, moves or resets the stretch."""
        if self._selection is None:
            return
        if what == "zoom":
            self.stretch = self.stretch.zoomed(amount)
        elif what == "move":
            self.stretch = self.stretch.moved(amount)
        else:
            self.stretch = first_stretch(self._selection.problem)
        self._compute()

    def on_mouse_scroll_up(self) -> None:
        self.change("zoom", 0.8)

    def on_mouse_scroll_down(self) -> None:
        self.change("zoom", 1.25)

    def _compute(self) -> None:
        if (selection := self._selection) is not None:
            stretch = self.stretch
            work = background(self._work, selection, stretch)
            self.run_worker(work, exclusive=True, exit_on_error=False)

    def _work(self, selection: Selection, stretch: Stretch) -> None:
        curves = make_curves(selection.problem, selection.judged.candidate.expression, stretch)
        if not get_current_worker().is_cancelled:
            self.post_message(self.Ready(selection, curves))

    @on(Ready)
    def _draw(self, event: Ready) -> None:
        if event.selection != self._selection:
            return
        caption, self._drawn = self.query_one("#plot-caption", Static), event.curves
        if event.curves is None:
            caption.update(Text("A function in it cannot be evaluated numerically.", "dim"))
        else:
            caption.update(_caption(event.curves, event.selection.problem.variable.name))
        self._redraw()

    def on_resize(self) -> None:
        if self._drawn is not None:
            self._redraw()  # the rows of the dots depend on the height

    def _redraw(self) -> None:
        plot = self.query_one(PlotextPlot)
        plot.plt.clear_data()
        plot.plt.clear_figure()
        if self._drawn is not None:
            draw(plot.plt, self._drawn, plot.size.height - _FRAME)
        plot.refresh()


def draw(plt: object, curves: Curves, rows: int) -> None:
    """Draws the curves into a plotext figure that has ``rows`` between its axes.

    The numerical derivative is drawn as sparse dots that f should run through.
    """
    low, high = curves.vertical
    plt.xlim(curves.stretch.low, curves.stretch.high)  # type: ignore[attr-defined]
    plt.ylim(low, high)  # type: ignore[attr-defined]
    for name, colour, marker in _LINES:
        y = getattr(curves, name)
        sparse = name == "numeric"
        runs = pieces(curves.x[::_SPARSE] if sparse else curves.x, y[::_SPARSE] if sparse else y, curves.vertical)
        for xs, ys in runs:
            draw_run = plt.scatter if sparse else plt.plot  # type: ignore[attr-defined]
            heights = [_in_row(y, low, high, rows) for y in ys] if sparse else ys
            draw_run(xs, heights, color=colour, marker="●" if sparse else marker)


def _in_row(y: float, low: float, high: float, rows: int) -> float:
    """A height at which plotext puts a character into the row in which it puts the point of a fine line at y.

    It rounds to a row and to a quarter of a row each for itself, so that a dot may stand a row beside its line.
    """
    if rows < 2:
        return y
    quarter = math.floor(0.5 + (4 * rows - 1) * (y - low) / (high - low))
    return low + (quarter // 4) / (rows - 1) * (high - low)


def _caption(curves: Curves, variable: str) -> Text:
    text = Text(no_wrap=True, overflow="ellipsis")
    for (name, colour, _), symbol in zip(_LINES, ("━", "━", "●"), strict=True):
        label = "Re F" if name == "F" and curves.is_part else _NAMES[name]
        text.append(f"{symbol} ", colour).append(f"{label}   ")
    values = ", ".join(f"{s} = {v:g}" for s, v in curves.parameters.items())
    where = f"{curves.stretch.low:g} < {variable} < {curves.stretch.high:g}" + (f", {values}" if values else "")
    return text.append(where + "   + - ← → 0", "dim")
