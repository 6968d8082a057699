"""What is built, in order; the stack's name is the environment's."""
