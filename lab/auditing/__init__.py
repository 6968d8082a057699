"""What outsiders say of a host: Lynis and OpenSCAP, and why each finding of theirs stays."""
