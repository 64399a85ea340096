"""figures told in passing; what was joined by the rules of before is joined anew"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "guest",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_guest_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "name", "host", name=op.f("pk_guest")),
    )
    op.create_index(op.f("ix_guest_host"), "guest", ["host"], unique=False)
    op.create_index(op.f("ix_guest_name"), "guest", ["name"], unique=False)
    op.execute("UPDATE article SET joined = 0")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
