"""Definite integrals: places of trouble, one-sided limits, quadrature in balls, and the value that agrees with it."""

from symassist.definite.between import Definite, evaluate_between

__all__ = ["Definite", "evaluate_between"]
