"""Comparing a copy with what it is a copy of."""
