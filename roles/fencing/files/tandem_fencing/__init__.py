"""Switches off a leader that fell silent, and only then lets another one lead.

`observe` runs beside each database and says which members answer. `watch` runs on the control host:
it hears the observers, has the device switch a silent leader off, waits for its word, and releases
the leader's key. It needs Python's standard library alone.
"""
