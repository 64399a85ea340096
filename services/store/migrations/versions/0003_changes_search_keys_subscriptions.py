"""changes in the order of commits, full text, places, API keys, subscriptions"""

import sqlalchemy as sa
from alembic import op

import shared.database
from services.store.placekeys import claim_places
from shared.claims import Claim

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = shared.database.UTCDateTime(timezone=True)
LONG_AGO = "1970-01-01 00:00:00+00:00"


def upgrade() -> None:
    _article_moment()
    _claim_places()
    _changes()
    _full_text()
    _keys()
    _subscriptions()


def _article_moment() -> None:
    op.add_column("article", sa.Column("moment", MOMENT, nullable=False, server_default=LONG_AGO))
    op.execute("UPDATE article SET moment = coalesce(published, first_seen)")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("article", "moment", server_default=None)
    with op.batch_alter_table("article") as batch:
        batch.drop_index("ix_article_source")
        batch.drop_index("ix_article_publisher")
        batch.create_index("ix_article_moment", ["moment", "id"])
        batch.create_index("ix_article_source_moment", ["source", "moment", "id"])
        batch.create_index("ix_article_publisher_moment", ["publisher", "moment", "id"])


def _claim_places() -> None:
    op.add_column("claim", sa.Column("places", shared.database.Json(), nullable=False, server_default="[]"))
    bind = op.get_bind()
    claim = sa.table(
        "claim", sa.column("id"), sa.column("data", shared.database.Json()), sa.column("places", shared.database.Json())
    )
    last = 0
    while rows := bind.execute(
        sa.select(claim.c.id, claim.c.data).where(claim.c.id > last).order_by(claim.c.id).limit(1000)
    ).all():
        last = rows[-1].id
        keys = [{"row": row.id, "keys": claim_places(Claim.model_validate(row.data))} for row in rows]
        bind.execute(
            sa.update(claim)
            .where(claim.c.id == sa.bindparam("row"))
            .values(places=sa.bindparam("keys", type_=shared.database.Json())),
            [each for each in keys if each["keys"]] or [{"row": -1, "keys": []}],
        )
    if bind.dialect.name == "postgresql":
        op.alter_column("claim", "places", server_default=None)
        op.execute("CREATE INDEX ix_claim_places ON claim USING gin (places jsonb_path_ops)")


def _changes() -> None:
    op.create_table(
        "change",
        sa.Column("number", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_change_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", "article_id", "version", name=op.f("pk_change")),
        sa.UniqueConstraint("article_id", "version", name=op.f("uq_change_article_id_version")),
    )
    op.create_table(
        "position",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_position")),
    )
    op.execute(
        "INSERT INTO change (number, article_id, version)"
        " SELECT row_number() OVER (ORDER BY id), article_id, number FROM version"
    )
    op.execute("INSERT INTO position (name, number) SELECT 'commits', count(*) FROM version")
    op.execute("INSERT INTO position (name, number) VALUES ('search', 0)")


def _full_text() -> None:
    """Beside the tables, so that saving does not pay for it: `services.store.search` fills them along the changes."""
    if op.get_bind().dialect.name == "postgresql":
        for name, of in (("claim_words", "claim"), ("version_words", "version")):
            op.execute(
                f"CREATE TABLE {name} (id bigint PRIMARY KEY REFERENCES {of} (id) ON DELETE CASCADE, words tsvector NOT NULL)"
            )
            op.execute(f"CREATE INDEX ix_{name} ON {name} USING gin (words)")
        return
    words = "tokenize='porter unicode61 remove_diacritics 0'"
    op.execute(f"CREATE VIRTUAL TABLE claim_words USING fts5(text, content='claim', content_rowid='id', {words})")
    op.execute(
        f"CREATE VIRTUAL TABLE version_words USING fts5(title, dek, text, content='version', content_rowid='id', {words})"
    )


def _keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=True),
        sa.Column("revoked", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("condition", sa.String(length=20), nullable=False),
        sa.Column("query", shared.database.Json(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("secret", sa.String(length=100), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("memory", shared.database.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", ID, nullable=False),
        sa.Column("subscription_id", ID, nullable=False),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("payload", shared.database.Json(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("settled", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_delivery_subscription_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("subscription_id", "event", name=op.f("uq_delivery_subscription_id_event")),
    )
    op.create_index("ix_delivery_state_due", "delivery", ["state", "due"])
    op.create_table(
        "delivery_attempt",
        sa.Column("id", ID, nullable=False),
        sa.Column("delivery_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_attempt_delivery_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempt")),
    )
    op.create_index("ix_delivery_attempt_delivery_id", "delivery_attempt", ["delivery_id"])
