"""Proposers: sources of candidate antiderivatives."""
