"""the changes of series, speakers and decisions, to be followed as those of articles are"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FOLLOWED = ("series", "series_alias", "decision", "speaker")


def upgrade() -> None:
    for table in FOLLOWED:
        op.add_column(table, sa.Column("change", ID, nullable=True))
        op.create_index(f"ix_{table}_change", table, ["change"])
    with op.batch_alter_table("series_alias") as batch:
        batch.alter_column("series", existing_type=sa.String(20), nullable=True)
    op.create_index("ix_version_page", "version", ["page"])
    op.create_index("ix_series_told", "series", ["articles", "figures", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_series_words ON series USING gin (to_tsvector('english', name))")
