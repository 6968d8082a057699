"""The scripts behind Make's targets, run on pretended machines."""
