"""Figures told in passing bind stories: a story that holds another one's figures is joined together with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select

from services.store.figures import Figure
from services.store.joining.core import CONTEXT, MOMENT, Core, keyed, load_contexts
from services.store.models import Article, ArticleBlock, Guest
from services.store.settling import GUEST_WINDOW, guest_names, hosts
from services.store.stories import profiles

NAME_LENGTH = 120  # characters of a name that the tables keep


def holders(connection: Connection, wanted: Any) -> set[str]:
    """The stories that hold figures of these articles (a condition on `Article`) as guests."""
    rows = select(Guest.host).join(Article).where(wanted, Guest.host != "").distinct()
    return set(connection.execute(rows).scalars())


def connected(connection: Connection, core: Core) -> set[str]:
    """The stories outside the core that guests connect with it: those that were held, and those that belong now."""
    found = holders(connection, core.mine) | _homes_of_guests_held(connection, core)
    return (found | _homes_of_guests(connection, core) | _hosts_elsewhere(connection, core)) - core.stories


def _homes_of_guests_held(connection: Connection, core: Core) -> set[str]:
    rows = select(Article.story).join(Guest).where(Guest.host.in_(core.stories), Article.story.is_not(None)).distinct()
    return {story for story in connection.execute(rows).scalars() if story}


def _homes_of_guests(connection: Connection, core: Core) -> set[str]:
    """The stories of other articles of which figures belong in the core's stories as these are now."""
    names = {name[:NAME_LENGTH] for profile in core.about.values() for name in profile.common}
    moments = [c.published for c in core.contexts.values() if c.published]
    if not names or not moments:
        return set()
    near = MOMENT.between(min(moments) - GUEST_WINDOW, max(moments) + GUEST_WINDOW)
    rows = (
        select(Guest.name, Article.story, Article.context)
        .join(Article)
        .where(Guest.name.in_(names), ~core.mine, Article.story.is_not(None), near)
    )
    return {
        row.story
        for row in connection.execute(rows)
        if hosts([row.name], CONTEXT.validate_python(row.context), row.story, core.about)
    }


def _hosts_elsewhere(connection: Connection, core: Core) -> set[str]:
    """The stories of other articles that receive guests of the core's."""
    guests = connection.execute(select(Guest.name, Article.url).join(Article).where(core.mine).distinct()).all()
    receiving = (
        select(Article.story).join(ArticleBlock).where(keyed(connection, "host", {row.name for row in guests}), ~core.mine)
    )
    candidates = {story for story in connection.execute(receiving).scalars() if story}
    found = set[str]()
    for story in candidates:
        contexts = load_contexts(connection, Article.story == story)
        about = profiles(contexts.values(), dict.fromkeys(contexts, story))
        if any(hosts([row.name], core.contexts[row.url], "", about) for row in guests):
            found.add(story)
    return found


def expect_guests(connection: Connection, names: Collection[tuple[int, str]]) -> None:
    """Write down the names by which figures of fresh articles (row id, name) may turn elsewhere, held by none as yet."""
    wanted = {(article, name[:NAME_LENGTH]) for article, name in names}
    rows = select(Guest.article_id, Guest.name).where(
        Guest.article_id.in_({article for article, _ in wanted}), Guest.host == ""
    )
    known = {(row.article_id, row.name) for row in connection.execute(rows)}
    if wanted - known:
        connection.execute(insert(Guest), [{"article_id": a, "name": n, "host": ""} for a, n in sorted(wanted - known)])


def note_guests(connection: Connection, core: Core, figures: Iterable[Figure]) -> None:
    """Write down by which names the core's figures may turn elsewhere, who holds them, and what its stories have in common."""
    rows = {row.url: row.id for row in connection.execute(select(Article.id, Article.url).where(core.mine))}
    told = set[tuple[int, str, str]]()
    for figure in figures:
        own = core.contexts[figure.article]
        names = guest_names(figure.features, own)
        held = hosts(names, own, core.story_of[figure.article], core.about)
        told |= {(rows[figure.article], name[:NAME_LENGTH], host) for name in names for host in held[:1] or [""]}
    _settle(connection, (Guest.article_id, Guest.name, Guest.host), told, core)
    common = {(rows[story], "host", n[:NAME_LENGTH]) for story, profile in core.about.items() for n in profile.common}
    _settle(
        connection, (ArticleBlock.article_id, ArticleBlock.kind, ArticleBlock.key), common, core, ArticleBlock.kind == "host"
    )


def _settle(connection: Connection, key: Sequence[Any], rows: Set[tuple[Any, ...]], core: Core, *which: Any) -> None:
    """Leave exactly these rows of a table (its key's columns, the article first) for the core's articles."""
    table, mine = key[0].class_, select(Article.id).where(core.mine)
    known = {tuple(row) for row in connection.execute(select(*key).where(key[0].in_(mine), *which))}
    if known - rows:
        one = and_(*(column == bindparam(f"row_{column.key}") for column in key))
        gone = [{f"row_{column.key}": value for column, value in zip(key, row, strict=True)} for row in sorted(known - rows)]
        connection.execute(delete(table.__table__).where(one), gone)
    if rows - known:
        fresh = [{column.key: value for column, value in zip(key, row, strict=True)} for row in sorted(rows - known)]
        connection.execute(insert(table), fresh)
