"""Tests of restores that are rehearsed."""
