"""What an environment is made of in AWS: one component per file."""
