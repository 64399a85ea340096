"""The HTTP API: the store's queries as JSON, in the words of the design. `app.create` makes it, `serving.serve` runs it."""
