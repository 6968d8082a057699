"""Run on hosts as root, sent over SSH, with JSON in and out: see `bench.lab.site.ask`."""
