"""Benchmarks: run solvers over problem files, referee, report."""
