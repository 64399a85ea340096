"""Cookies and the tokens of forms."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from shared.web.sessions import form_token, is_own_form, keep_visitor, remember, session_secret


def request(scheme: str = "http", **cookies: str) -> Request:
    pairs = "; ".join(f"{name.replace('host_', '__Host-')}={value}" for name, value in cookies.items())
    headers = [(b"host", b"news.example"), (b"cookie", pairs.encode())]
    return Request(
        {"type": "http", "scheme": scheme, "method": "GET", "path": "/", "query_string": b"", "headers": headers}
        | {"server": ("news.example", 80)}
    )


def cookie(answer: Response) -> str:
    (value,) = answer.headers.getlist("set-cookie")
    return value


def test_the_session_cookie_keeps_its_doors_shut() -> None:
    answer = Response()
    remember(answer, request("https"), "s3cret", 3600)
    assert cookie(answer) == ("__Host-claimwire_session=s3cret; HttpOnly; Max-Age=3600; Path=/; SameSite=lax; Secure"), (
        "no Domain, so that no other host gets it"
    )
    answer = Response()
    remember(answer, request("http"), "s3cret", 3600)
    assert cookie(answer) == "claimwire_session=s3cret; HttpOnly; Max-Age=3600; Path=/; SameSite=lax"


def test_over_https_only_the_cookie_of_this_very_host_counts() -> None:
    assert session_secret(request("https", claimwire_session="planted")) is None
    assert session_secret(request("https", host_claimwire_session="ours", claimwire_session="planted")) == "ours"


def test_a_cookie_too_long_to_be_ours_is_none() -> None:
    assert session_secret(request(claimwire_session="x" * 101)) is None


def test_a_form_belongs_to_the_browser_that_it_was_given_to() -> None:
    one, other = request(claimwire_visitor="one"), request(claimwire_visitor="other")
    assert is_own_form(one, form_token(one))
    assert not is_own_form(other, form_token(one))
    assert not is_own_form(request(), form_token(one))
    assert not is_own_form(one, "") and not is_own_form(one, "\xfcnicode")
    assert "one" not in form_token(one)


def test_logging_in_makes_old_forms_void() -> None:
    before = form_token(request(claimwire_visitor="one"))
    assert not is_own_form(request(claimwire_visitor="one", claimwire_session="new"), before)


def test_a_new_browser_gets_its_cookie_with_the_form_and_an_old_one_none() -> None:
    new, answer = request(), Response()
    token = form_token(new)
    keep_visitor(answer, new)
    secret = cookie(answer).partition(";")[0].partition("=")[2]
    assert is_own_form(request(claimwire_visitor=secret), token) and len(secret) == 43
    old, answer = request(claimwire_visitor="one"), Response()
    form_token(old)
    keep_visitor(answer, old)
    assert "set-cookie" not in answer.headers
