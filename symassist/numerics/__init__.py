"""Numerical evaluation at sample points; below proposing and verifying."""
