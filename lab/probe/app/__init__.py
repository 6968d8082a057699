"""The probe application: it uses all that a host gives to a tenant's application.

It is what `docs/contract.md` describes, in as few lines as show all of it: pages, health, records
in a database, a cache, shared files, a worker, jobs and migrations. It knows no platform: a process
with a port answers on it, one without takes tasks, and each store is used by its engine.

It runs on hosts, with their own Python and nothing but the packages that its manifest names.
"""
