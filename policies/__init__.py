"""What every environment in AWS must be: one rule per function, asked of its resources."""
