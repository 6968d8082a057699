"""Trials of the lab: what can be said without one."""
