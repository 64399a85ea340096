"""`claimwire metrics`: what Prometheus asks for, from both databases, Redis and the broker."""
