"""Generators, filters, splits and shards of training examples."""
