"""The probe and the client that measures."""
