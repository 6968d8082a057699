"""The tests mirror the tree: tests/topology proves topology/, and so on."""
