"""The article of a page: `read` is the one entrance of this room."""

from services.extract.article.reader import FeedHint, read

__all__ = ["FeedHint", "read"]
