"""AWS on this machine: moto answers its API, and a provider carries Pulumi's resources to it."""
