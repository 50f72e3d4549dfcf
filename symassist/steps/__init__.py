"""Derivations: how an antiderivative is found, in steps that a student can follow."""

from symassist.steps.derivation import Derivation, Step
from symassist.steps.derive import derive

__all__ = ["Derivation", "Step", "derive"]
