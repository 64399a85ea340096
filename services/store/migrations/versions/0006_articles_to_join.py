"""a small index of the articles that are still to be joined"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waiting = sa.text("joined < versions")
    op.create_index("ix_article_to_join", "article", ["id"], sqlite_where=waiting, postgresql_where=waiting)
