"""One run of training: the loop, its checkpoints and what it reports."""

from __future__ import annotations

import logging
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from symassist.expressions.vocabulary import PAD
from training.batching import Batch, Pool, prefetch, stream, take
from training.checkpoints import load_checkpoint, load_weights, save_checkpoint, save_weights
from training.data.shards import Examples, read_split
from training.distributed import Agreement, Ranks
from training.optimisers import MovingAverage, Optimisers, rate_factor
from training.progress import Reporter
from training.recipes import Recipe
from training.transformer import Transformer
from training.validation import Validation, autocast, hits, validate

log = logging.getLogger(__name__)
ALONE = Ranks()
FIRST_SHARD_SECONDS = 120.0
RECORD_STEPS = 20
"""Steps between records; reading the loss more often would make a GPU wait for the program."""


def choose_device(name: str) -> torch.device:
    """``auto`` is the GPU where there is one."""
    return torch.device(("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name)


class Trainer:
    """One run: model, optimisers, moving average, data and where it stands."""

    def __init__(
        self,
        recipe: Recipe,
        data: Path,
        out: Path,
        device: torch.device,
        init: Path | None = None,
        resume: bool = False,
        ranks: Ranks = ALONE,
    ) -> None:
        self.recipe, self.data, self.out, self.device, self.ranks = recipe, data, out, device, ranks
        run = recipe.run
        torch.manual_seed(run.seed)  # the same weights on all ranks
        self.rng = np.random.default_rng([run.seed, ranks.rank] if ranks.rank else run.seed)
        self.inherited = 0
        """Examples that the weights to continue from had seen."""
        self.model = Transformer(recipe.model) if init is None else self._continue_from(init)
        self.model.to(device).train()
        self.optimisers = Optimisers(self.model, recipe.optimiser)
        self.average = MovingAverage(self.model, run.ema_decay, run.ema_every)
        limits = (recipe.model.max_source, recipe.model.max_target)
        self.pool = Pool(data, recipe.data.mixture, self.rng, limits, (ranks.rank, ranks.world))
        self.step, self.examples, self.seconds = 0, 0, 0.0
        self.clock, self.agreed_stop = 0.0, False
        """This process's own seconds; ``seconds`` are those that all ranks have agreed on, a step behind."""
        self.waited = 0.0
        """Seconds of training in which the device had no batch."""
        self.stop = threading.Event()
        self.on_save: Callable[[], None] = lambda: None
        """Called whenever ``weights.pt`` is new."""
        if resume:
            self._resume()
        if ranks.rank:
            torch.manual_seed(run.seed + ranks.rank)  # dropout of its own
        if run.compile:
            self.model.compile(dynamic=True)
        self.network = ranks.wrap(self.model)
        """What trains: the model, or the model with gradients averaged over the ranks."""

    def _continue_from(self, path: Path) -> Transformer:
        model, meta = load_weights(path)
        if (shape := model.config) != self.recipe.model:
            raise ValueError(f"{path} holds {shape}, the recipe {self.recipe.name} asks for {self.recipe.model}")
        self.inherited = int(meta.get("examples_in_all", 0))
        log.info("continuing from %s: %s examples, recipe %s", path, self.inherited, meta.get("recipe", {}).get("name"))
        return model

    def _resume(self) -> None:
        state = load_checkpoint(self.out, self.device)
        if state is None:
            log.warning("nothing to resume in %s: starting afresh", self.out)
            return
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimisers.load_state_dict(state["optimisers"])
        pools = [state["pool"], *state.get("other_pools", [])]
        if len(pools) == self.ranks.world:
            self.pool.load_state_dict(pools[self.ranks.rank])
        else:
            log.warning("the run had %s ranks, now %s: examples count as unseen", len(pools), self.ranks.world)
        if self.ranks.first:
            self.rng.bit_generator.state = state["numpy_rng"]
            torch.set_rng_state(state["torch_rng"].cpu())
        else:  # another order than before the stop
            self.rng.bit_generator.state = np.random.default_rng([state["step"], self.ranks.rank]).bit_generator.state
        self.step, self.examples, self.seconds = state["step"], state["examples"], state["seconds"]
        self.inherited = state.get("inherited", 0)

    def save(self) -> None:
        """A checkpoint, and the moving average as ``weights.pt`` for whoever wants to use it already; by rank 0."""
        pools = self.ranks.gathered(self.pool.state_dict())
        if not self.ranks.first:
            return
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimisers": self.optimisers.state_dict(),
            "pool": pools[0],
            "other_pools": pools[1:],
            "numpy_rng": self.rng.bit_generator.state,
            "torch_rng": torch.get_rng_state(),
            "step": self.step,
            "examples": self.examples,
            "inherited": self.inherited,
            "seconds": self.seconds,
        }
        save_checkpoint(self.out, self.step, state)
        save_weights(self.out / "weights.pt", self.model, self.meta(), self.average.weights)
        self.on_save()

    def meta(self) -> dict[str, Any]:
        """What a weights file tells about its origin."""
        figures = {
            "step": self.step,
            "examples": self.examples,
            "examples_in_all": self.inherited + self.examples,
            "seconds": round(self.seconds, 1),
        }
        return {"recipe": self.recipe.describe(), **figures}

    def plan(self, minutes: float) -> None:
        """Sets another length for the run, counted from its very start."""
        self.recipe = self.recipe.planned(minutes, None)

    def progress(self) -> float:
        """How much of the plan is done, in [0, 1]."""
        run = self.recipe.run
        by_time = self.seconds / (60 * run.minutes) if run.minutes is not None else 0.0
        by_count = self.examples / run.examples if run.examples is not None else 0.0
        return min(max(by_time, by_count), 1.0)

    def train_step(self, batch: Batch) -> Tensor:
        """One update; (loss sum, right tokens, tokens, gradient norm) as a tensor that stays on the device."""
        loss, logits, agreement = self.forward_loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = self.optimisers.step(rate_factor(self.recipe.optimiser, self.step, self.progress()))
        self.step += 1
        self.examples += agreement.examples
        self.average.update(self.model, self.step)
        with torch.no_grad():
            right, tokens = hits(logits, batch.target_out)[0].sum(), (batch.target_out != PAD).sum()
            return torch.stack([loss * agreement.tokens / self.ranks.world, right, tokens, norm])

    def forward_loss(self, batch: Batch) -> tuple[Tensor, Tensor, Agreement]:
        """(loss to call backward on, logits (B, T, V), what the ranks agreed on); see ``training.distributed``."""
        tokens = (batch.target_out != PAD).sum()
        agreement = self.ranks.agree(tokens, len(batch), self.clock, self.stop.is_set())
        self.seconds, self.agreed_stop = agreement.seconds, agreement.stop
        with autocast(self.recipe, self.device):
            logits = self.network(batch.source, batch.target_in)
        flat, target = logits.flatten(0, 1).float(), batch.target_out.flatten()
        smoothing = self.recipe.run.label_smoothing
        total = F.cross_entropy(flat, target, ignore_index=PAD, label_smoothing=smoothing, reduction="sum")
        return total * self.ranks.world / agreement.tokens, logits, agreement

    def validate(self, examples: Examples, averaged: bool = True) -> Validation:
        """Figures on ``examples`` of the moving average, or of the weights as they are."""
        shadow = self.model
        if averaged:
            shadow = Transformer(self.recipe.model).to(self.device)
            shadow.load_parameters(self.average.weights)
        result = validate(shadow, examples, self.recipe, self.device)
        self.model.train()
        return result

    def batches(self) -> Iterator[Batch]:
        """Training batches without end."""
        data = self.recipe.data
        endless = stream(self.pool, data.pool, data.token_budget, data.rows, data.multiple)
        return endless if self.device.type == "cpu" else prefetch(endless, 32)

    def run(self, reporter: Reporter) -> Validation | None:
        """Trains until the plan is done or ``stop`` is set and saves; at the end of the plan the better weights.

        Raises FloatingPointError when the loss is not finite.
        """
        run = self.recipe.run
        self.pool.wait(FIRST_SHARD_SECONDS)
        batches, started = self.batches(), time.monotonic() - self.seconds
        last_save = last_validation = self.clock = self.seconds
        window = torch.zeros(4, device=self.device)
        window_examples, window_start = self.examples, time.monotonic()
        while self.progress() < 1 and not self.stopped():
            asked = time.monotonic()
            batch = next(batches).to(self.device)
            self.waited += time.monotonic() - asked
            window += self.train_step(batch)
            self.clock = time.monotonic() - started
            if self.step % RECORD_STEPS == 0:
                loss, right, tokens, norm = window.tolist()
                if not math.isfinite(loss):
                    raise FloatingPointError(f"the loss is {loss} at step {self.step}: resume with a lower rate")
                rate = (self.examples - window_examples) / (time.monotonic() - window_start)
                self._report(reporter, loss / tokens, right / tokens, norm / RECORD_STEPS, rate)
                window.zero_()
                window_examples, window_start = self.examples, time.monotonic()
            if self.seconds - last_validation >= 60 * run.validate_minutes:
                self._validate(reporter)
                last_validation = time.monotonic() - started
            if self.seconds - last_save >= 60 * run.checkpoint_minutes:
                self.save()
                last_save = time.monotonic() - started
        self.seconds = max(self.seconds, self.clock)
        self.save()
        return None if self.stopped() else self._finish(reporter)

    def stopped(self) -> bool:
        """Whether to leave: this process's wish where it is alone, else what the ranks agreed on in the last step."""
        return self.stop.is_set() if self.ranks.world == 1 else self.agreed_stop

    def _report(self, reporter: Reporter, loss: float, accuracy: float, norm: float, rate: float) -> None:
        if not self.ranks.first:
            return
        epochs = self.examples / max(len(self.pool) * self.ranks.world, 1)
        reporter.record(
            "train",
            self.step,
            loss=loss,
            token_accuracy=accuracy,
            gradient_norm=norm,
            examples=self.examples,
            examples_per_second=rate,
            seconds=self.seconds,
            pool=len(self.pool),
            times_seen=epochs,
            waited_share=self.waited / max(self.seconds, 1e-9),
        )
        figures = f"loss {loss:.3f} tokens {accuracy:.1%} {rate:.0f}/s {self.examples:,} seen ({epochs:.1f} times)"
        reporter.tick(self.progress(), figures)

    def held_out(self) -> Examples | None:
        """The fixed first part of the ``valid`` split, or None where there is none yet."""
        examples = read_split(self.data, "valid")
        chosen = np.arange(min(len(examples), self.recipe.run.validate_examples))
        sources, targets = take(examples.sources, chosen), take(examples.targets, chosen)
        return Examples(sources, targets, examples.generators[chosen], examples.names) if len(chosen) else None

    def _validate(self, reporter: Reporter, averaged: bool = True) -> Validation | None:
        examples = self.held_out() if self.ranks.first else None
        if examples is None:
            return None
        result = self.validate(examples, averaged)
        figures = {"loss": result.loss, "token_accuracy": result.token_accuracy, "exact": result.exact}
        reporter.record(
            "valid", self.step, examples=self.examples, averaged=averaged, **figures, by_generator=result.by_generator
        )
        shares = " ".join(f"{name} {share:.0%}" for name, share in result.by_generator.items())
        weights = "average" if averaged else "last weights"
        reporter.say(
            f"step {self.step} {weights}: validation loss {result.loss:.3f} tokens {result.token_accuracy:.2%} "
            f"exact {result.exact:.1%} ({shares})"
        )
        return result

    def _finish(self, reporter: Reporter) -> Validation | None:
        """Ships the average or the last weights, whichever has the lower validation loss."""
        average, last = self._validate(reporter), self._validate(reporter, averaged=False)
        if average is None or last is None:
            return None
        best, weights = (average, self.average.weights) if average.loss <= last.loss else (last, None)
        figures = {"loss": best.loss, "token_accuracy": best.token_accuracy, "exact": best.exact}
        save_weights(self.out / "weights.pt", self.model, {**self.meta(), "validation": figures}, weights)
        self.on_save()
        return best


def stop_on_signals(trainer: Trainer) -> None:
    """SIGINT and SIGTERM let the step end, save and leave; a second SIGINT leaves at once."""

    def handle(number: int, frame: FrameType | None) -> None:
        trainer.stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, handle)
    signal.signal(signal.SIGTERM, handle)
