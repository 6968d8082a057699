"""Trials: a site is broken on purpose while a client writes, and what it noticed is measured.

`events` says what is tried and what is promised, `stage` what a trial may ask and do, `running`
how one run goes, `results` what the figures amount to.
"""
