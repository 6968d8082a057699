"""Alerts raised in the lab: the table, what is shortened, who hears."""
