"""What the judge says of one candidate antiderivative."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NoReturn

from symassist.verify.region import Region


class VerificationStatus(Enum):
    """PROVED: F' - f rewritten to zero. CONSISTENT: agreed at points, in balls. REFUTED: rigorous. UNKNOWN: open."""

    PROVED = "PROVED"
    CONSISTENT = "CONSISTENT"
    REFUTED = "REFUTED"
    UNKNOWN = "UNKNOWN"

    @property
    def solved(self) -> bool:
        """Whether an answer with this status may be shown as an answer."""
        return self in (VerificationStatus.PROVED, VerificationStatus.CONSISTENT)


@dataclass(frozen=True)
class Evidence:
    """Numbers behind a verdict: ``points`` compared, decimal ``digits`` of agreement, the ``witness`` that refutes."""

    points: int = 0
    digits: float = 0.0
    witness: str | None = None


@dataclass(frozen=True)
class Verdict:
    """``status`` with the ``method`` that reached it, the ``region`` where it holds, ``evidence`` and ``reason``.

    ``region`` is None when nothing is claimed; ``assumptions`` are the relations under which a claim holds.
    """

    status: VerificationStatus
    method: str = ""
    region: Region | None = None
    evidence: Evidence = field(default_factory=Evidence)
    reason: str = ""
    seconds: float = 0.0
    assumptions: tuple[str, ...] = ()

    @property
    def solved(self) -> bool:
        """PROVED or CONSISTENT."""
        return self.status.solved

    @property
    def partial(self) -> bool:
        """Whether it claims a part of the integrand's real domain only."""
        return self.region is not None and not self.region.whole

    def __bool__(self) -> NoReturn:
        raise TypeError("a Verdict is not a boolean: ask verdict.solved or verdict.status")
