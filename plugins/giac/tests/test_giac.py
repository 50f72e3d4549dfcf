"""Giac itself, asked through the plugin; what needs it is skipped where it is not installed."""

from __future__ import annotations

from symassist.plugins.testing import COMMON, CasContract


class TestGiac(CasContract):
    name = "giac"
    program = "giac"
    package = "xcas"
    hangs = "for(k:=0;k<10^12;k++){1;};"
    solved = (*COMMON, ("Abs(x)", ()), ("sqrt(a - x^2)", ("a",)))
