"""Tests of the CI workflows that users copy."""
