"""The lab: what can be said without hosts, and one real host that comes and goes."""
