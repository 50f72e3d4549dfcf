"""Killable warm processes for whatever can hang."""

from symassist.workers.leaving import leave
from symassist.workers.outcome import Outcome
from symassist.workers.pool import WorkerPool, default_pool

__all__ = ["Outcome", "WorkerPool", "default_pool", "leave"]
