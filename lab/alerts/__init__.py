"""Alerts: each is raised in the lab by its own fault, and must reach whoever is told.

`table` says what raises which alert, `monitor` asks the live monitor, `receiver` is told as people
would be, `hurry` shortens what rules wait for, `running` breaks, watches, heals and watches again.
"""
