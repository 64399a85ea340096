"""joined anew: longer bands in the blocking keys of texts, and figures grouped by how alike they are"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE article SET joined = 0")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
