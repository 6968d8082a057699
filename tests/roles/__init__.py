"""Programs of the roles, tried without a host."""
