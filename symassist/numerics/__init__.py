"""Numbers for expressions: tapes, doubles, sample points, ball functions."""
