"""What differs on servers from what the repository says: two readers, and one list of findings."""
