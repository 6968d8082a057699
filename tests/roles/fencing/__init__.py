"""The programs of the `fencing` role."""
