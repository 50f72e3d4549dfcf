"""Limits on top of antiderivatives: exact values that were checked, enclosures, divergence."""

from symassist.definite.between import Definite, evaluate_between
from symassist.definite.glance import divergence_at_a_glance
from symassist.definite.symmetry import reflected

__all__ = ["Definite", "divergence_at_a_glance", "evaluate_between", "reflected"]
