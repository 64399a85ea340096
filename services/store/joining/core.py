"""The articles whose figures are joined together: those of the stories that an arrival touches, and the new ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, func, select

from services.store.contexts import Context
from services.store.models import Article, ArticleBlock
from services.store.stories import Profile, profiles, stories
from shared.writing import among

CONTEXT = TypeAdapter(Context)
MOMENT = func.coalesce(Article.published, Article.first_seen)


@dataclass(frozen=True)
class Core:
    """All articles of some stories (their ids as last joined), and fresh ones, which may have none. `contexts` by URL."""

    stories: frozenset[str]
    fresh: frozenset[int]
    contexts: dict[str, Context]

    @property
    def mine(self) -> Any:
        """The condition that an article is one of these."""
        return Article.story.in_(self.stories) | Article.id.in_(self.fresh)

    @cached_property
    def story_of(self) -> dict[str, str]:
        """The story of each article as it is now, by URL."""
        return stories(self.contexts.values())

    @cached_property
    def about(self) -> dict[str, Profile]:
        """The profiles of the stories as they are now."""
        return profiles(self.contexts.values(), self.story_of)


def keyed(connection: Connection, kind: str, keys: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a blocking key of an article is of this kind and one of these."""
    return (ArticleBlock.kind == kind) & among(connection, ArticleBlock.key, keys)


def load_core(connection: Connection, touched: Collection[str], fresh: Collection[int]) -> Core:
    """The articles of these stories and the fresh ones."""
    core = Core(frozenset(touched), frozenset(fresh), {})
    core.contexts.update(load_contexts(connection, core.mine))
    return core


def widened(connection: Connection, core: Core, more: set[str]) -> Core:
    """The same with the articles of more stories."""
    contexts = core.contexts | load_contexts(connection, Article.story.in_(more))
    return Core(core.stories | more, core.fresh, contexts)


def load_contexts(connection: Connection, wanted: Any) -> dict[str, Context]:
    """The contexts of articles, by URL."""
    rows = connection.execute(select(Article.url, Article.context).where(wanted, Article.context.is_not(None)))
    return {row.url: CONTEXT.validate_python(row.context) for row in rows}
