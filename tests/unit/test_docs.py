"""The documents: what they link to exists, their pictures load nothing from elsewhere, and Sage's snippet runs."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sympy

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("**/*.md"))]
_LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(#[^)\s]*)?\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
x = sympy.Symbol("x")


def anchors(page: Path) -> set[str]:
    """The names that GitHub and mkdocs give to headings."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {"#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        file = page if not target else page.parent / target
        assert file.exists(), f"{page.name} links to {target}, which is not there"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file), f"{page.name} links to {target}{anchor}, which is not there"


def test_the_readme_shows_each_face_and_no_picture_loads_anything() -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\(docs/images/([\w.]+)\)", PAGES[0].read_text(encoding="utf-8")))
    assert shown == {"sympy.svg", "cli.svg", "tui.svg", "serve.png", "repl.svg", "notebook.png"}
    for picture in (ROOT / "docs" / "images").glob("*.svg"):
        text = picture.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert not re.search(r"https?://|@font-face|<image|<script", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))


class SageExpression:
    """As much of a Sage expression as the snippet touches."""

    def __init__(self, value: Any) -> None:
        self.value = sympy.sympify(value.value if isinstance(value, SageExpression) else value)

    def _sympy_(self) -> sympy.Expr:
        return self.value

    def integrate(self, v: SageExpression, a: Any, b: Any, *, hold: bool) -> SageExpression:
        assert hold
        return SageExpression(sympy.Integral(self.value, v.value if a is None else (v.value, a.value, b.value)))


@pytest.fixture
def integrators(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Sage's table of integrators after the snippets of docs/hosts.md have run."""
    table: dict[str, Any] = {}

    monkeypatch.setattr(sympy.Basic, "_sage_", lambda self: SageExpression(self), raising=False)
    integral = ModuleType("sage.symbolic.integration.integral")
    names: dict[str, dict[str, Any]] = {
        "sage": {},
        "sage.all": {"SR": SageExpression},
        "sage.symbolic": {},
        "sage.symbolic.integration": {"integral": integral},
    }
    for name, members in names.items():
        module = ModuleType(name)
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, name, module)
    vars(integral)["available_integrators"] = table
    text = (ROOT / "docs" / "hosts.md").read_text(encoding="utf-8").partition("## SageMath")[2]
    namespace: dict[str, Any] = {}
    for snippet in _CODE.findall(text):
        exec(snippet, namespace)
    return table


def test_sages_snippet_gives_verified_answers_only(integrators: dict[str, Any]) -> None:
    verified = integrators["symassist"]
    f, v = SageExpression(x * sympy.exp(x)), SageExpression(x)
    assert sympy.simplify(verified(f, v, proposers=("ansatz", "retrieval")).value.diff(x) - f.value) == 0
    assert verified(f, v, SageExpression(0), SageExpression(1), proposers=("ansatz", "retrieval")).value == 1
    hard = SageExpression(x**x)
    assert verified(hard, v, proposers=("ansatz",), timeout=1.0).value == sympy.Integral(x**x, x)
