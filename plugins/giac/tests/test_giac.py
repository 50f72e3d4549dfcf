"""Giac itself, asked through the plugin; what needs it is skipped where it is not installed."""

from __future__ import annotations

from symassist.plugins.testing import CasContract


class TestGiac(CasContract):
    name = "giac"
    program = "giac"
    package = "xcas"
    hangs = "for(k:=0;k<10^12;k++){1;};"
    solved = [  # noqa: RUF012  read, never changed
        ("x*exp(x)", ()),
        ("exp(a*x)*sin(b*x)", ()),
        ("1/(x^3 + 1)", ()),
        ("sqrt(tan(x))", ()),
        ("x^2 atan(x)", ()),
        ("sin(x)/x", ()),
        ("exp(-x^2)", ()),
        ("1/(x^2 + a^2)^2", ("a",)),
        ("x^n", ()),
        ("Abs(x)", ()),
        ("sqrt(a - x^2)", ("a",)),
    ]
