"""Facts written as label and value: <dt>Author</dt><dd>...</dd>, <strong>Date</strong> ..., <th>...</th><td>...</td>."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from services.extract.article.lexicon import words
from services.extract.article.tree import select, squeeze, text_of

_LONGEST = 30
_LABELS = etree.XPath("/html/body//*[self::dt or self::th or self::strong or self::b][string-length(.) < 60]")


def values(root: etree._Element, kind: str) -> Iterator[str]:
    """What stands after each label of a `kind` ("author", "date"; words in the lexicon), on one line."""
    known = words("bylines", f"{kind}_labels")
    for element in select(_LABELS, root):
        label = text_of(element)
        if len(label) <= _LONGEST and label.strip(" :").casefold() in known:
            following = element.getnext()
            value = squeeze(element.tail) or (text_of(following) if following is not None else "")
            if value and value != ":":
                yield value.lstrip(" :")
