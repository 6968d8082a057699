"""Tests of whole stacks."""
