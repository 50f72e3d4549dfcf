"""Best-first search over subproblems: moves lead from an integral to others, answers are put back together.

A node is a function to integrate, known by its normal form: the same function reached twice is one node, so loops end.
A move is an AND of its parts, which are taken up one after the other, the largest first. Each node passes through
stages: explored (a formula, an ansatz, its moves), the network's candidates mended, SymPy's rules; every stage is a
task in a killable worker.
"""

from __future__ import annotations

import heapq
import math
import os
import threading
from collections.abc import Callable, Generator, Hashable, Sequence
from dataclasses import dataclass, field
from itertools import count

import sympy

from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import from_sympy
from symassist.expressions.normal_form import normal
from symassist.problem import Problem
from symassist.propose.explore import Explored, ask_sympy, explore, mend, rework
from symassist.propose.hardness import hardness
from symassist.propose.moves import Move
from symassist.propose.proposer import Candidate, Trace
from symassist.workers import WorkerPool, default_pool
from symassist.workers.pool import Task

MAX_DEPTH = 6
MAX_NODES = 400
_EXPLORE_SECONDS, _REWORK_SECONDS, _MEND_SECONDS, _SYMPY_SECONDS = 3.0, 2.0, 0.6, 1.5
_SLACK = 2.0
"""A task that minds its processor time itself is killed after so many times as long."""
_BATCH = 6
"""Subproblems whose candidates the network decodes in one batch."""
_AFTER_PROOF = 4.0
"""Seconds that the search goes on when no elementary answer exists: for special functions."""
_SIDE_BY_SIDE = 2 if (os.cpu_count() or 1) > 2 else 1
_STAGE_COST = {"explore": 0.0, "rework": 1.0, "mend": 2.0, "sympy": 3.0}
_VARIABLES = "uvwyzstpqr"
_PROMISING = 1.0
"""What is worked on is promising where its priority is at most so much above the whole problem's.

A weak sign of hope: of 739 benchmark problems 1.0 solves 696 and 2.0 solves 698, and 14 and 29 take more than 5 s.
"""

Decode = Callable[[Sequence[Problem], Budget], list[list[sympy.Expr]]]
"""The network: candidates for each of several problems."""


@dataclass
class _Node:
    integrand: sympy.Expr
    variable: sympy.Symbol
    depth: int
    cost: float
    answer: sympy.Expr | None = None
    rule: str = ""
    move: _Branch | None = None
    branches: list[_Branch] = field(default_factory=list)
    waiting: list[_Branch] = field(default_factory=list)
    queued: bool = False


@dataclass
class _Branch:
    """A move of a node with the nodes of its parts."""

    owner: _Node
    move: Move
    children: list[_Node]
    factors: list[sympy.Expr]
    """The constants that were taken out of the parts."""


class SearchProposer:
    """The search as a proposer; ``decode`` is the network's batch decoding, None without.

    Once ``hopeless`` says that no elementary answer exists it goes on for a few seconds, for special functions.
    """

    name = "search"

    def __init__(
        self,
        decode: Decode | None = None,
        pool: WorkerPool | None = None,
        hopeless: threading.Event | None = None,
    ) -> None:
        self._decode = decode
        self._hopeless = hopeless or threading.Event()
        self._pool = pool or default_pool()
        self._graph: _Graph | None = None

    @property
    def promising(self) -> bool:
        """Whether the search is at work on what may still lead to an answer; may be asked from another thread."""
        return self._graph is not None and self._graph.excess <= _PROMISING

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """Yields answers as they are put together; each has a derivative that is f in doubles."""
        positive = {s: sympy.Symbol(s.name, positive=True) for s in problem.parameters}
        x = sympy.Symbol(problem.variable.name)
        back = {ours: s for s, ours in positive.items()} | {x: problem.variable}
        root = problem.integrand.xreplace({**positive, problem.variable: x})
        self._graph = graph = _Graph(root, x, self._pool, self._decode, self._hopeless)
        for rank, (answer, trace) in enumerate(graph.run(budget)):
            expression = answer.xreplace(back)
            yield Candidate(expression, None, rank, self.name, trace.replaced(back))


class _Graph:
    def __init__(
        self, f: sympy.Expr, x: sympy.Symbol, pool: WorkerPool, decode: Decode | None, hopeless: threading.Event
    ) -> None:
        self._pool, self._decode, self._hopeless = pool, decode, hopeless
        self._nodes: dict[Hashable, _Node] = {}
        self._queue: list[tuple[float, int, str, _Node]] = []
        self._order = count()
        self._names = {s.name for s in f.free_symbols}
        self._ready: list[tuple[sympy.Expr, Trace]] = []
        self.root = self._node(f, x, 0, 0.0)
        self.excess = 0.0
        """By how much what is worked on is harder than the whole problem; infinite when nothing is left."""
        self._enqueue(self.root)
        self._ease = self._queue[0][0]

    def run(self, budget: Budget) -> Generator[tuple[sympy.Expr, Trace]]:
        """Works on the most promising nodes until the queue or the budget is empty; yields the root's answers."""
        shortened = False
        while self._queue and not budget.spent:
            if self._hopeless.is_set() and not shortened:
                budget, shortened = budget.at_most(_AFTER_PROOF), True
            stage, nodes = self._next()
            if not nodes:
                continue
            self._work(stage, nodes, budget)
            while self._ready:
                yield self._ready.pop(0)
        self.excess = math.inf

    # --- the queue ---

    def _node(self, f: sympy.Expr, x: sympy.Symbol, depth: int, cost: float) -> _Node:
        key = _key(f, x)
        known = self._nodes.get(key)
        if known is None:
            known = self._nodes[key] = _Node(f, x, depth, cost)
        return known

    def _enqueue(self, node: _Node) -> None:
        if node.queued or node.answer is not None:
            return
        node.queued = True
        for stage, extra in _STAGE_COST.items():
            if (stage == "mend" and (self._decode is None or node is self.root)) or (
                stage == "sympy" and node is self.root
            ):
                continue
            priority = node.cost + extra + hardness(node.integrand, node.variable)
            heapq.heappush(self._queue, (priority, next(self._order), stage, node))

    def _next(self) -> tuple[str, list[_Node]]:
        """The best entry, with others of its stage that are nearly as good."""
        priority, _, stage, node = heapq.heappop(self._queue)
        self.excess = priority - self._ease
        chosen = [node]
        size = _BATCH if stage == "mend" else _SIDE_BY_SIDE
        rest: list[tuple[float, int, str, _Node]] = []
        while self._queue and len(chosen) < size and len(rest) < 20:
            entry = heapq.heappop(self._queue)
            if entry[2] == stage:
                chosen.append(entry[3])
            else:
                rest.append(entry)
                if stage != "mend":
                    break
        for entry in rest:
            heapq.heappush(self._queue, entry)
        return stage, [n for n in chosen if n.answer is None and self._wanted(n)]

    def _wanted(self, node: _Node) -> bool:
        """Whether some branch still waits for the node."""
        return node is self.root or any(b.owner.answer is None or b.owner is self.root for b in node.waiting)

    # --- the work ---

    def _work(self, stage: str, nodes: list[_Node], budget: Budget) -> None:
        tasks: list[Task] = []
        if stage == "explore":
            limit = _SLACK * _EXPLORE_SECONDS
            tasks = [
                (i, explore, (n.integrand, n.variable, self._fresh(n), _EXPLORE_SECONDS, n is not self.root))
                for i, n in enumerate(nodes)
            ]
        elif stage == "rework":
            limit = _SLACK * _REWORK_SECONDS
            tasks = [(i, rework, (n.integrand, n.variable, _REWORK_SECONDS)) for i, n in enumerate(nodes)]
        elif stage == "sympy":
            limit = _SYMPY_SECONDS
            tasks = [(i, ask_sympy, (n.integrand, n.variable)) for i, n in enumerate(nodes)]
        else:
            limit = 2 * _MEND_SECONDS + 1.0
            assert self._decode is not None
            beams = self._decode([Problem(n.integrand, n.variable) for n in nodes], budget.at_most(2.0))
            tasks = [
                (i, mend, (n.integrand, n.variable, tuple(beam[:8]), _MEND_SECONDS))
                for i, (n, beam) in enumerate(zip(nodes, beams, strict=True))
            ]
        for i, outcome in self._pool.race(tasks, budget=budget.at_most(limit * max(1, len(tasks) / 2))):
            if isinstance(outcome.value, Explored):
                self._digest(nodes[int(str(i))], outcome.value)
            if self._ready:
                return

    def _fresh(self, node: _Node) -> sympy.Symbol:
        """A variable that occurs nowhere on the path: one letter a depth."""
        letters = [c for c in _VARIABLES if c not in self._names and c != node.variable.name]
        return sympy.Symbol(letters[node.depth % len(letters)])

    def _digest(self, node: _Node, explored: Explored) -> None:
        if explored.answer is not None:
            self._answered(node, explored.answer, explored.rule, None)
            return
        if node.depth >= MAX_DEPTH:
            return
        for move in explored.moves:
            if len(self._nodes) > MAX_NODES:
                return
            split = [part.integrand.as_independent(part.variable, as_Add=False) for part in move.parts]
            split = [(c, g) if g != 1 else (sympy.S.One, c) for c, g in split]
            children = [
                self._node(g, part.variable, node.depth + 1, node.cost + move.cost)
                for (_, g), part in zip(split, move.parts, strict=True)
            ]
            if node in children or any(child is self.root for child in children):
                continue
            branch = _Branch(node, move, children, [c for c, _ in split])
            node.branches.append(branch)
            self._advance(branch)

    def _advance(self, branch: _Branch) -> None:
        """Puts the next open part into the queue; puts the answer together when there is none."""
        if branch.owner.answer is not None:
            return
        still_open = [c for c in branch.children if c.answer is None]
        if still_open:
            hardest = max(still_open, key=lambda n: sympy.count_ops(n.integrand))
            if branch not in hardest.waiting:
                hardest.waiting.append(branch)
            self._enqueue(hardest)
            return
        answers = [
            factor * child.answer.xreplace({child.variable: part.variable})
            for factor, child, part in zip(branch.factors, branch.children, branch.move.parts, strict=True)
            if child.answer is not None
        ]
        whole = branch.move.assembled(answers)
        if not whole.has(sympy.nan, sympy.zoo, sympy.oo):
            self._answered(branch.owner, whole, branch.move.rule, branch)

    def _answered(self, node: _Node, answer: sympy.Expr, rule: str, branch: _Branch | None) -> None:
        node.rule, node.move = rule, branch
        if node is self.root:
            node.answer = answer
            self._ready.append((answer, _trace(node)))
            node.answer = None  # the judge may refuse it: the search goes on
            return
        node.answer = answer
        for waiting in list(node.waiting):
            self._advance(waiting)


def _key(f: sympy.Expr, x: sympy.Symbol) -> Hashable:
    """The normal form in one variable; what the kernel cannot take stands for itself."""
    same = f.xreplace({x: sympy.Symbol("x")}) if x.name != "x" else f
    try:
        key: Hashable = normal(from_sympy(same))
    except (UnsupportedExpressionError, RuntimeError):
        key = same
    return key


def _trace(node: _Node) -> Trace:
    branch = node.move
    if branch is None:
        return Trace(node.rule, node.integrand, node.variable, node.answer)
    return Trace(
        node.rule,
        node.integrand,
        node.variable,
        node.answer,
        branch.move.detail,
        tuple(_trace(child) for child in branch.children),
    )
