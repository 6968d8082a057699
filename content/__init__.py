"""Whether a copy of a database holds what it is a copy of: rows, compared by ranges of places.

Runs on the host of the copy, from time to time (`python3 -m content round`), and is asked by
`tandem ready`. Needs nothing but Python and psycopg2.
"""
