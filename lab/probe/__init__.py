"""The probe: an application in the customer's place, and the client that measures from outside."""
