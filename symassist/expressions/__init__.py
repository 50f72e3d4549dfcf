"""Expressions: operator table, vocabulary, normal form and token codec."""
