"""The rehearsal's Kubernetes, without a server."""
