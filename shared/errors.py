"""Errors that more than one service tells apart."""


class UnavailableError(Exception):
    """A server that we depend on (database, broker, blob storage) does not answer now: wait and do the same again."""
