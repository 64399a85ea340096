"""`claimwire serve`: what the services add, put together and served."""
