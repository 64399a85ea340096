"""What all services share of HTTP: one application out of their parts, who may ask, how errors and pages are answered."""
