"""Hosts tampered with on purpose, so that it can be said how much drift is found."""
