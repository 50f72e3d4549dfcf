"""Makes pictures of the faces: ``python docs/make_images.py cli repl sympy notebook``.

``cli``, ``repl`` and ``sympy`` are typed into a tmux window, whose screen is drawn with rich. ``notebook`` executes
examples/symassist.ipynb in place, and photographs its HTML with Chromium. They need the extras of development, and
tmux, fricas, or nbconvert, chromium and MathJax (Debian: libjs-mathjax), for a page that fetches nothing.
"""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
NOTEBOOK = ROOT / "examples" / "symassist.ipynb"

MATHJAX = Path("/usr/share/javascript/mathjax/MathJax.js")

COLUMNS = 110
FONT_FACE = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
"""The fonts that the SVG would load from elsewhere."""


@dataclass(frozen=True)
class Typed:
    """A program, what is typed into it line by line, and how the line begins on which it waits for the next."""

    command: str
    lines: tuple[str, ...]
    prompt: str
    rows: int
    below: int = 0
    """Lines that the program keeps below its prompt."""


PYTHON, FOLDER = shlex.quote(sys.executable), shlex.quote(str(Path(sys.executable).parent))
TERMINAL = {
    "repl": Typed(
        f"{PYTHON} -m symassist repl --no-history --timeout 30",
        (
            "f := x exp(-x^2)",
            "∫ f dx",
            "why",
            "1/(sqrt(2) + cos x) from 0 to 2pi",
            "plot 1/(sqrt(2) + cos x), sin x from 0 to 2pi",
        ),
        "∫>",
        rows=52,
        below=1,
    ),
    "cli": Typed(
        f"env PATH={FOLDER}:/usr/bin:/bin PS1='$ ' SYMASSIST_TIMEOUT=60 bash --norc",
        (
            'symassist integrate "atan x" --steps',
            'symassist integrate "x^2 erf(a x)"',
            'symassist integrate "1/(sqrt(2) + cos x) from 0 to 2pi"',
            'symassist integrate "1/x from -1 to 1"',
            'symassist integrate "exp(exp(x) + x^2)"',
            'symassist integrate "1/(x^2 + "',
            "symassist integrate -x**2 --candidates --beam 3",
            'symassist integrate "x/sqrt(x^4 + 10x^2 - 96x - 71)" --proposers fricas',
        ),
        "$",
        rows=44,
    ),
}
TERMINAL["sympy"] = Typed(
    f"{PYTHON} -q",
    (
        "from sympy import *; x = symbols('x')",
        "from symassist import integrate_neural, install_neural_fallback, uninstall_neural_fallback",
        "integrate_neural(x**2*(tan(x)**2 + 1) + 2*x*tan(x) + 1, x)",
        "integrate_neural(x/(exp(x) - 1), (x, 0, 1), timeout=60)",
        "integrate(sqrt(tan(x)), x)",
        "fallback = install_neural_fallback(sympy_timeout=5)",
        "integrate(sqrt(tan(x)), x)",
        "[integral for integral, _ in fallback.answers]",
        "uninstall_neural_fallback()",
    ),
    ">>>",
    rows=24,
)
TITLES = {"repl": "symassist repl", "cli": "symassist integrate", "sympy": "python"}


def terminal(name: str) -> None:
    """docs/images/<name>.svg: the screen after the lines were typed."""
    from rich.console import Console
    from rich.text import Text

    typed, session = TERMINAL[name], f"symassist-picture-{name}"
    tmux("new-session", "-d", "-s", session, "-x", str(COLUMNS), "-y", str(typed.rows), typed.command)
    try:
        settled(session, typed)
        for line in typed.lines:
            tmux("send-keys", "-t", session, "-l", line)
            tmux("send-keys", "-t", session, "Enter")
            settled(session, typed)
        screen = tmux("capture-pane", "-t", session, "-p", "-e")
    finally:
        tmux("kill-session", "-t", session)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(screen.rstrip()), soft_wrap=True)
    svg = console.export_svg(title=TITLES[name])
    (IMAGES / f"{name}.svg").write_text(FONT_FACE.sub("", svg), encoding="utf-8")


def tmux(*arguments: str) -> str:
    """What tmux prints."""
    return subprocess.run(["tmux", *arguments], check=True, capture_output=True, text=True).stdout


def settled(session: str, typed: Typed, seconds: float = 120.0) -> None:
    """Waits until the screen ends with an empty prompt and has not changed for a while."""
    before, since, deadline = "", time.monotonic(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        now = tmux("capture-pane", "-t", session, "-p")
        if now != before:
            before, since = now, time.monotonic()
        lines = [line.strip() for line in now.splitlines() if line.strip()]
        if time.monotonic() - since > 1.5 and lines[-1 - typed.below :][:1] == [typed.prompt]:
            return
        time.sleep(0.1)
    raise TimeoutError(f"no prompt within {seconds:g} s:\n{before}")


def notebook() -> None:
    """examples/symassist.ipynb with its real output, and docs/images/notebook.png."""
    import nbformat
    from nbclient import NotebookClient

    content = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(content, timeout=120, record_timing=False, resources={"metadata": {"path": str(ROOT)}})
    client.execute()
    content.metadata.pop("language_info", None)
    nbformat.write(content, NOTEBOOK)
    from nbconvert import HTMLExporter

    page, _ = HTMLExporter(
        template_name="lab", mathjax_url=f"{MATHJAX.as_uri()}?config=TeX-AMS_SVG-full"
    ).from_notebook_node(content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notebook.html"
        path.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                *("chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--virtual-time-budget=20000"),
                *(f"--screenshot={IMAGES / 'notebook.png'}", "--window-size=900,1705", path.as_uri()),
            ],
            check=True,
            stderr=subprocess.DEVNULL,  # it misses a desktop's message bus
        )


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    for picture in sys.argv[1:]:
        if picture == "notebook":
            notebook()
        else:
            terminal(picture)
