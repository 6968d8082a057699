"""Tests of what drives Pulumi."""
