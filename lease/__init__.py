"""The site lease: which site of a pair may be written to, and what keeps every other one shut.

Three voters (an etcd of their own, at dc, dr and a witness) keep one record: the site that leads,
and whether its doors may stand open. Each host that takes writes or users renews for itself. It is
open for `deadline` seconds from when it *sent* the last renewal that two voters agreed to, by a
timer of its kernel that nobody has to stop. Whoever gives the lease to the other site makes all
renewals impossible first, and then waits for `ttl` seconds, which is longer, unless every host of
the site that led says that it is shut. No clock is compared with another host's.

This package runs on hosts, on Python's standard library alone: the role `lease` brings it there.
"""
