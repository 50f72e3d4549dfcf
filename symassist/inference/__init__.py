"""Inference: beam search over a sequence-to-sequence model."""
