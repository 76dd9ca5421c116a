"""Who may do what only the operator may: whoever knows the token, and no other site in their browser's name."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import Forbidden, Unauthorized

from feedsvc.model.sentences import sentence
from feedsvc.web import answers

if TYPE_CHECKING:
    from werkzeug.datastructures import WWWAuthenticate


def demand_token(challenge: WWWAuthenticate) -> None:
    """Let the request pass only with the token, as ``Bearer`` or as the password of ``Basic``.

    Raises Forbidden where no token is set, Unauthorized with the challenge where another or none is given.
    """
    token = answers.runtime().settings.token
    if token is None:
        raise Forbidden(sentence("This is closed: it opens when the setting FEEDSVC_TOKEN gives a token."))
    if not compare_digest(_given().encode(), token.get_secret_value().encode()):
        raise Unauthorized(
            sentence("This needs the operator’s token, and the request did not give it."), www_authenticate=challenge
        )


def demand_own_page() -> None:
    """Let a form pass only from a page of ours: browsers send Basic credentials along with anybody's form.

    Raises Forbidden. Fetch Metadata says where a request comes from; ``Origin`` does in browsers without it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Forbidden(sentence("This form was sent from a page that is not ours."))
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc not in (request.host, _public_host()):
        raise Forbidden(sentence("This form was sent from a page that is not ours."))


def _given() -> str:
    authorization = request.authorization
    if authorization is None:
        return ""
    return (authorization.token if authorization.type == "bearer" else authorization.password) or ""


def _public_host() -> str:
    return urlsplit(answers.runtime().settings.public_url).netloc
