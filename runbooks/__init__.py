"""Runbooks: operations on a pair of sites, as ordered, fenced and resumable lists of steps.

Each is one file: a docstring that operators read, what stands in its way, and its steps. `plan`
decides what comes next and what may still be undone; `runner` does it, one step after another, and
writes each down before it begins. Nothing here names a host or a site.
"""
