from __future__ import annotations

import pytest

from services.extract.article.decoding import to_utf8

RUSSIAN = "Городской оркестр переедет в здание старого трамвайного депо. " * 12
CHINESE = "市图书馆总馆将从三月起在周日下午开放，由两名馆员值班。" * 12
JAPANESE = "カルン峠を越える県道は、木曜の朝まで通行止めが続く見通しだ。" * 12
FRENCH = "Deux sœurs primées pour leur pain à la levure, très apprécié à Orvance. " * 12


@pytest.mark.parametrize(
    ("text", "codec", "header", "meta"),
    [
        (RUSSIAN, "cp1251", "text/html; charset=windows-1251", ""),
        (RUSSIAN, "cp1251", None, '<meta charset="windows-1251">'),
        (RUSSIAN, "cp1251", "text/html; charset=utf-8", '<meta charset="windows-1251">'),
        (RUSSIAN, "koi8_r", None, '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'),
        (CHINESE, "gb18030", "text/html; charset=gb2312", ""),
        (CHINESE, "gb18030", None, '<meta charset="gbk">'),
        (CHINESE, "gb18030", "text/html; charset=GB18030", ""),
        (JAPANESE, "cp932", None, '<meta charset="shift_jis">'),
        (JAPANESE, "euc_jp", "text/html; charset=EUC-JP", ""),
        (FRENCH, "cp1252", "text/html; charset=ISO-8859-1", ""),
        (FRENCH, "utf-8", "text/html; charset=ISO-8859-1", '<meta charset="windows-1252">'),
        (FRENCH, "utf-16", None, ""),
        (FRENCH, "utf-8-sig", "text/html; charset=windows-1252", ""),
    ],
)
def test_text_survives(text: str, codec: str, header: str | None, meta: str) -> None:
    page = f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(codec)
    assert text in to_utf8(page, header).decode()


def test_undeclared_legacy_text_is_guessed() -> None:
    assert RUSSIAN in to_utf8(f"<p>{RUSSIAN}</p>".encode("cp1251")).decode()


def test_a_few_broken_bytes_do_not_unmake_utf8() -> None:
    page = FRENCH.encode() + b"\xe9" + FRENCH.encode()
    assert to_utf8(page).decode().count("œ") == 2 * 12


def test_control_characters_go() -> None:
    assert to_utf8(b"a\0b\x07c\td\ne") == b"abc\td\ne"
