"""an index of what the page of edits lists: changes that are no first version, few among all"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    later = sa.text("version > 1")
    op.create_index(
        "ix_change_edits", "change", ["number", "article_id", "version"], postgresql_where=later, sqlite_where=later
    )
