"""The role that runs the tenant's application."""
