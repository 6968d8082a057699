"""Pages for people: what a run found, as one HTML file that needs nothing beside it."""
