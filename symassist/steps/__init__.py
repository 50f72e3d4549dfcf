"""Derivations: how an antiderivative is found, in steps that a student can follow."""

from symassist.steps.derivation import Derivation, Step, slope
from symassist.steps.derive import between_limits, derive

__all__ = ["Derivation", "Step", "between_limits", "derive", "slope"]
