"""The `tandem` command: one file per noun, each of them thin."""
