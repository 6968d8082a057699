"""Tests of the rehearsal of AWS."""
