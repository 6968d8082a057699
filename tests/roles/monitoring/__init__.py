"""Rules of monitoring, tried with promtool."""
