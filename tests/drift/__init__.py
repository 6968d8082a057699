"""Drift: what differs is found, and nothing else is."""
