"""finer blocking keys of names and of articles, so that everything is joined anew; the newest first"""

import sqlalchemy as sa
from alembic import op

from services.store.speakers import block_key

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SPEAKER = sa.table("speaker", sa.column("id"), sa.column("name"), sa.column("kind"), sa.column("block"))


def upgrade() -> None:
    waiting = sa.text("joined < versions")
    op.drop_index("ix_article_to_join", "article")
    op.create_index("ix_article_to_join", "article", ["moment", "id"], sqlite_where=waiting, postgresql_where=waiting)
    connection = op.get_bind()
    rows = connection.execute(sa.select(SPEAKER).where(SPEAKER.c.kind.not_in(("person", "unnamed")))).all()
    moved = [{"row": row.id, "now": now} for row in rows if (now := block_key(row.name, row.kind)) != row.block]
    if moved:
        connection.execute(
            sa.update(SPEAKER).where(SPEAKER.c.id == sa.bindparam("row")).values(block=sa.bindparam("now")), moved
        )
    op.execute("UPDATE article SET joined = 0")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
