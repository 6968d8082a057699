"""What must be true of the hosts of any environment: Testinfra, driven by the model."""
