"""The HTTP API: the store's queries as JSON, in the words of the design. `app.part` is what `services/serve` puts together."""
