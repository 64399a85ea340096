"""The safe way out: which addresses may be connected to, and connections that go only there."""
