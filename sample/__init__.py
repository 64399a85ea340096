"""A small newsroom of invented outlets, served on loopback, so that Claimwire can be tried and tested offline."""
