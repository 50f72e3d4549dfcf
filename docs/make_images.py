"""Makes the pictures of the REPL and of the notebook: ``python docs/make_images.py repl|notebook``.

``repl`` types into ``symassist repl`` in a tmux window and draws the screen with rich. ``notebook`` executes
examples/symassist.ipynb in place, and photographs its HTML with Chromium. They need the extras of development, and
tmux, or nbconvert, chromium and MathJax (Debian: libjs-mathjax), for a page that fetches nothing.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
NOTEBOOK = ROOT / "examples" / "symassist.ipynb"

MATHJAX = Path("/usr/share/javascript/mathjax/MathJax.js")

COLUMNS, ROWS = 110, 52
TYPED = (
    "f := x exp(-x^2)",
    "∫ f dx",
    "why",
    "1/(sqrt(2) + cos x) from 0 to 2pi",
    "plot 1/(sqrt(2) + cos x), sin x from 0 to 2pi",
)
TITLE = "symassist repl"


def repl() -> None:
    """docs/images/repl.svg."""
    from rich.console import Console
    from rich.text import Text

    name = "symassist-picture"
    command = f"{shlex.quote(sys.executable)} -m symassist repl --no-history --timeout 30"
    tmux("new-session", "-d", "-s", name, "-x", str(COLUMNS), "-y", str(ROWS), command)
    try:
        settled(name)
        for line in TYPED:
            tmux("send-keys", "-t", name, "-l", line)
            tmux("send-keys", "-t", name, "Enter")
            settled(name)
        screen = tmux("capture-pane", "-t", name, "-p", "-e")
    finally:
        tmux("kill-session", "-t", name)
    console = Console(record=True, width=COLUMNS, file=tempfile.TemporaryFile("w"), force_terminal=True)  # noqa: SIM115
    console.print(Text.from_ansi(screen.rstrip()), soft_wrap=True)
    console.save_svg(str(IMAGES / "repl.svg"), title=TITLE)


def tmux(*arguments: str) -> str:
    """What tmux prints."""
    return subprocess.run(["tmux", *arguments], check=True, capture_output=True, text=True).stdout


def settled(name: str, seconds: float = 60.0) -> None:
    """Waits until the screen ends with a prompt and has not changed for a second."""
    before, since, deadline = "", time.monotonic(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        now = tmux("capture-pane", "-t", name, "-p")
        if now != before:
            before, since = now, time.monotonic()
        lines = [line.rstrip() for line in now.splitlines() if line.strip()]
        if time.monotonic() - since > 1.5 and len(lines) > 1 and lines[-2].endswith("∫>"):
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
                *(f"--screenshot={IMAGES / 'notebook.png'}", "--window-size=900,1750", path.as_uri()),
            ],
            check=True,
            stderr=subprocess.DEVNULL,  # it misses a desktop's message bus
        )


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    {"repl": repl, "notebook": notebook}[sys.argv[1]]()
