"""HTTP plumbing that services share: one application out of their parts, who may ask, errors, headers, OpenAPI, forms."""
