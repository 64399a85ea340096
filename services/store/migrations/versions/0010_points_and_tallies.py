"""points of series, disputes and counts of speakers as rows; what `schema.upgrade` sums up afterwards fills the first two"""

import sqlalchemy as sa
from alembic import op

from shared.database import Json, UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TALLY = """
INSERT INTO speaker_tally (speaker_id, publisher, claims, first_seen, last_seen)
SELECT claim.speaker_id, article.publisher, count(*), min(claim.first_seen), max(claim.last_seen)
FROM claim JOIN article ON article.id = claim.article_id
WHERE claim.speaker_id IS NOT NULL
GROUP BY claim.speaker_id, article.publisher
"""
SPEAKERS = """
UPDATE article SET speakers = (
  SELECT {object}(speaker_id, claims)
  FROM (
    SELECT speaker_id, count(*) claims FROM claim WHERE article_id = article.id AND speaker_id IS NOT NULL GROUP BY speaker_id
  ) counted
)
"""


def upgrade() -> None:
    op.add_column("series", sa.Column("points", sa.Integer(), nullable=True))
    op.add_column("series", sa.Column("sources", Json(), nullable=True))
    op.create_table(
        "point",
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claimant", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("speaker_id", ID, nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("comparator", sa.String(length=5), nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("rate", sa.String(length=20), nullable=True),
        sa.Column("cumulative", sa.Boolean(), nullable=False),
        sa.Column("modality", sa.String(length=12), nullable=False),
        sa.Column("negated", sa.Boolean(), nullable=False),
        sa.Column("first", UTCDateTime(), nullable=True),
        sa.Column("last", UTCDateTime(), nullable=True),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("independent", sa.Integer(), nullable=False),
        sa.Column("arithmetic", Json(), nullable=False),
        sa.Column("step", Json(), nullable=True),
        sa.Column("against", Json(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("claim_id", ID, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("sources", Json(), nullable=False),
        sa.Column("tellings", Json(), nullable=False),
        sa.PrimaryKeyConstraint("series", "n", name=op.f("pk_point")),
    )
    op.create_index("ix_point_claimant_series", "point", ["claimant", "series"])
    op.create_table(
        "dispute",
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("alone", Json(), nullable=False),
        sa.Column("others", Json(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("series", "n", name=op.f("pk_dispute")),
    )
    op.create_table(
        "speaker_tally",
        sa.Column("speaker_id", ID, autoincrement=False, nullable=False),
        sa.Column("publisher", sa.String(length=200), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("first_seen", UTCDateTime(), nullable=False),
        sa.Column("last_seen", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"], name=op.f("fk_speaker_tally_speaker_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("speaker_id", "publisher", name=op.f("pk_speaker_tally")),
    )
    op.drop_index("ix_change_edits", "change")
    later = sa.text("number > 1")
    op.create_index("ix_version_edits", "version", ["id"], postgresql_where=later, sqlite_where=later)
    op.add_column("article", sa.Column("speakers", Json(), nullable=True))
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.execute("SET LOCAL statement_timeout = 0")
    op.execute(TALLY)
    op.execute(SPEAKERS.format(object="jsonb_object_agg" if is_postgres else "json_group_object"))


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
