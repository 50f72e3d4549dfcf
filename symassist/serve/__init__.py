"""The terminal interface in a browser, over textual-serve; access control, which that lacks, is in ``guard``."""
