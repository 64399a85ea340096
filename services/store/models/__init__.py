"""The store's tables."""

from services.store.models.articles import Article, ArticleVersion, Claim, ClaimSpan, Figure, Speaker
from services.store.models.base import Base
from services.store.models.readers import ApiKey, Change, Delivery, DeliveryAttempt, Position, Session, Subscription
from services.store.models.series import (
    ArticleBlock,
    Contradiction,
    Decision,
    FigureSeries,
    Guest,
    JoinLock,
    SeriesAlias,
    SeriesDispute,
    SeriesPoint,
    SpeakerTally,
)

__all__ = [
    "ApiKey",
    "Article",
    "ArticleBlock",
    "ArticleVersion",
    "Base",
    "Change",
    "Claim",
    "ClaimSpan",
    "Contradiction",
    "Decision",
    "Delivery",
    "DeliveryAttempt",
    "Figure",
    "FigureSeries",
    "Guest",
    "JoinLock",
    "Position",
    "SeriesAlias",
    "SeriesDispute",
    "SeriesPoint",
    "Session",
    "Speaker",
    "SpeakerTally",
    "Subscription",
]
