"""Kubernetes on this machine: a real API server with a real etcd, and the engine's way to it."""
