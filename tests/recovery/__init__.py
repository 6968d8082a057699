"""The whole of losing a site, on a pair of the smallest sites in the lab."""
