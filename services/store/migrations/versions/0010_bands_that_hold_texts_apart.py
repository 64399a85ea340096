"""longer bands in the blocking keys of texts; what has keys of before is joined anew, and gets new ones"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE article SET joined = 0")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
