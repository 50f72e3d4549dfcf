"""Limits on top of antiderivatives: exact values that were checked, enclosures, divergence."""

from symassist.definite.between import Definite, evaluate_between

__all__ = ["Definite", "evaluate_between"]
