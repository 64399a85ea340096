"""Claims of a news article: `extract` is the one entrance of this room."""

from services.extract.claims.engine import extract

__all__ = ["extract"]
