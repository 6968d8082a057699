"""The site lease: decided purely, kept by voters, and obeyed by a kernel."""
