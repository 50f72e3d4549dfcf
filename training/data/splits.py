"""Train, validation and test, decided by the integrand alone: equal integrands can never fall on both sides.

The split is a function of the example's key (the hash of the integrand in normal form), so it holds across
generators, seeds, machines and sessions without anybody comparing anything.
"""

from __future__ import annotations

SPLITS = ("train", "valid", "test")
_PARTS = 200


def split_of(key: bytes) -> str:
    """1 example in 200 is for validation, 1 in 200 for testing."""
    part = int.from_bytes(key[:4], "little") % _PARTS
    return "valid" if part == 0 else "test" if part == 1 else "train"
