"""Existing code that calls ``sympy.integrate``, with symassist behind it: opt-in, and undone without a trace."""
