"""Only Mathics3 can import its own module, and only as a part of its namespace."""

collect_ignore = ["pymathics"]
