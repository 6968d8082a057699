"""The secrets of environments: made once, kept encrypted, one file for each pair.

A file is what `ansible-vault` makes and edits. Nothing here prints a value.
"""
