"""Driving Pulumi: its engine, its stacks, and what they say."""
