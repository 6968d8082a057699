"""Restores that are rehearsed: what is asked of hosts, what is held against what, what is told."""
