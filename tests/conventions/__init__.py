"""The rules of the house, each a test over all files."""
