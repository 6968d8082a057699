"""What `make bench` measures: each figure beside its goal, and beside a peer of the same run."""
