"""Runbooks: killed anywhere, then resumed or aborted."""
