"""Preflight: is a site ready for a converge, and if not, what is all that keeps it?"""
