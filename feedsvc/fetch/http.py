"""Pages over HTTP: conditional, bounded in bytes and time, and never from a private network."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import BadStatusLine, HTTPException, HTTPResponse, IncompleteRead
from ssl import SSLCertVerificationError, SSLError
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import urllib3
from typing_extensions import override
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError

from feedsvc.errors import FetchError, FetchRefusedError, FetchStatusError, FetchTimeoutError, FetchTooLargeError
from feedsvc.fetch.networks import Gate, connections
from feedsvc.fetch.watchdog import Watchdog
from feedsvc.model.pages import NotModified, Origin, Page, Validators
from feedsvc.model.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from urllib.parse import SplitResult

CHUNK = 65_536
LONGEST_ADDRESS = 8_000
"""What servers are asked to take at least (RFC 9110 §4.1); an address beyond that would fill logs and states."""
SWITCHING = 101
"""An interim status after which no HTTP follows."""
NOT_MODIFIED = 304
PARTIAL = 206
"""A piece of a page, though no range was asked for: not the page."""
PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"
SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What may stand in an address as it is (RFC 3986 §2.2, and the percent sign of what is encoded already)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of anything one retrieval may take: seconds, bytes (before and after inflation), hops."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    max_bytes: int = 20_000_000
    max_redirects: int = 5


class _Final(HTTPResponse):
    """The final answer to a request: interim ones before it (103, early hints) are read over (RFC 9110 §15.2)."""

    @override
    def begin(self) -> None:
        super().begin()
        while 100 < self.status < 200 and self.status != SWITCHING:
            self.headers = self.msg = None  # type: ignore[assignment]  # or the library takes this for a second call
            super().begin()


@dataclass(frozen=True, slots=True)
class Answer:
    """One server's answer, whole: the address that gave it, the status, the fields, the inflated body."""

    url: str
    status: int
    fields: urllib3.HTTPHeaderDict
    body: bytes


class Client:
    """Retrieves addresses; safe to use from many threads.

    ``now`` tells the instant (aware, UTC). Each request has a connection of its own: visits to one host are minutes
    apart, so there is nothing to keep open.
    """

    def __init__(self, user_agent: str, now: Callable[[], datetime], gate: Gate, limits: Limits | None = None) -> None:
        self.user_agent = user_agent
        self.now = now
        self.gate = gate
        self.limits = limits or Limits()
        self._tls = urllib3.util.create_urllib3_context()
        self._tls.load_default_certs()

    def retrieve(
        self, url: str, validators: Validators = Validators(), *, may: Callable[[str], None] | None = None
    ) -> Page | NotModified:
        """Return the page at an address, or the server's word that the kept one still holds.

        ``may`` is asked before each hop and raises FetchRefusedError to stop there (robots.txt). The page's ``url`` is
        the last one of the chain. Raises FetchError and its kinds; a status other than 2xx, and 304 where it was not
        asked for, is a FetchStatusError.
        """
        conditions = _conditional(validators)
        answer = self.get(url, conditions, may=may)
        if answer.status == NOT_MODIFIED and not conditions:
            raise _status_error(answer, self.now())
        return received(answer, self.now(), validators)

    def get(
        self,
        url: str,
        fields: dict[str, str] | None = None,
        *,
        may: Callable[[str], None] | None = None,
        enough: int | None = None,
    ) -> Answer:
        """Return the last answer of a chain of redirects, whatever its status. Raises FetchError and its kinds.

        Where so many bytes of a body are ``enough``, the rest is not waited for.
        """
        seen, origin = set(), url
        with Watchdog(self.limits.total) as watchdog:
            for _ in range(self.limits.max_redirects + 1):
                with _led_from(origin, url):
                    _split(url)  # what is no address is told as such, before its host is asked for its rules
                    if may is not None:
                        may(url)
                    answer = self._exchange("GET", url, fields or {}, None, watchdog, enough)
                target = answer.fields.get("location")
                if answer.status not in REDIRECTS or not target:
                    return answer
                seen.add(url)
                url = _redirected(url, target)
                if url in seen:
                    raise FetchError(sentence("%(url)s redirects in a circle.", url=url))
        raise FetchError(
            sentence("%(url)s is beyond the %(n)s redirects that are followed.", url=url, n=self.limits.max_redirects)
        )

    def post(self, url: str, body: bytes, content_type: str) -> Answer:
        """Send a body (a ping to a hub) and return the answer, redirects included. Raises FetchError and kinds."""
        with Watchdog(self.limits.total) as watchdog:
            return self._exchange("POST", url, {"Content-Type": content_type}, body, watchdog)

    def _exchange(
        self,
        method: str,
        url: str,
        fields: dict[str, str],
        body: bytes | None,
        watchdog: Watchdog,
        enough: int | None = None,
    ) -> Answer:
        parts = _split(url)
        headers = {
            "User-Agent": self.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip, br, zstd",
            "Connection": "close",
            **fields,
        }
        target = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
        with _translated(url, watchdog), self._pool(parts, watchdog) as pool:
            response = pool.urlopen(
                method, target, body=body, headers=headers, redirect=False, retries=False, preload_content=False
            )
            try:
                return Answer(url, response.status, response.headers, self._body(url, response, enough))
            finally:
                response.close()

    def _pool(self, parts: SplitResult, watchdog: Watchdog) -> urllib3.HTTPConnectionPool:
        assert parts.hostname is not None
        timeout = urllib3.Timeout(connect=self.limits.connect, read=self.limits.read)
        # Without a port the library below would take the end of an IPv6 address for one.
        port = parts.port or PORTS[parts.scheme]
        pool = (
            urllib3.HTTPSConnectionPool(parts.hostname, port, timeout=timeout, ssl_context=self._tls)
            if parts.scheme == "https"
            else urllib3.HTTPConnectionPool(parts.hostname, port, timeout=timeout)
        )
        pool.ConnectionCls = connections(parts.scheme, self.gate, watchdog.watch)
        pool.ConnectionCls.response_class = _Final
        return pool

    def _body(self, url: str, response: urllib3.BaseHTTPResponse, enough: int | None) -> bytes:
        # Inflation is bounded chunk by chunk, so a bomb is noticed long before it is large.
        body = bytearray()
        while chunk := response.read1(CHUNK, decode_content=True):
            body += chunk
            if enough is not None and len(body) >= enough:
                return bytes(body[:enough])
            if max(len(body), response.tell()) > self.limits.max_bytes:
                raise FetchTooLargeError(
                    sentence("%(url)s is larger than %(n)s bytes.", url=url, n=self.limits.max_bytes)
                )
        return bytes(body)


def received(answer: Answer, at: datetime, kept: Validators = Validators()) -> Page | NotModified:
    """Return what an answer received at an instant means. Raises FetchStatusError for all but whole pages and 304."""
    if answer.status == NOT_MODIFIED:
        return NotModified(_origin(answer, at), _validators(answer, kept))
    if not 200 <= answer.status < 300 or answer.status == PARTIAL:
        raise _status_error(answer, at)
    content_type = answer.fields.get("content-type")
    return Page(answer.body, answer.url, content_type, _origin(answer, at), _validators(answer))


def _status_error(answer: Answer, at: datetime) -> FetchStatusError:
    reason = sentence("%(url)s answered %(status)s.", url=answer.url, status=answer.status)
    return FetchStatusError(reason, answer.status, _retry_after(answer, at))


def _redirected(url: str, target: str) -> str:
    """Return the address that a ``Location`` leads to. Raises FetchError where it is none."""
    if len(target) > LONGEST_ADDRESS:
        raise FetchError(sentence("%(url)s redirects to an address of %(n)s letters.", url=url, n=len(target)))
    try:
        return urljoin(url, quote(target.strip(), safe=SAFE))
    except ValueError as error:
        raise FetchError(
            sentence("%(url)s redirects to %(target)s, which is no address.", url=url, target=repr(target))
        ) from error


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise FetchRefusedError(sentence("%(url)s is no address: %(why)s.", url=repr(url), why=str(error))) from error
    if not usable:
        raise FetchRefusedError(sentence("%(url)s is no http or https address.", url=repr(url)))
    return parts


@contextmanager
def _led_from(origin: str, url: str) -> Iterator[None]:
    """Let a refusal say which address led there, where the operator never named the one that was refused."""
    try:
        yield
    except FetchRefusedError as error:
        if url == origin:
            raise
        raise FetchRefusedError(
            sentence("%(url)s redirects to where we do not go: %(reason)s", url=origin, reason=error.sentence)
        ) from error


@contextmanager
def _translated(url: str, watchdog: Watchdog) -> Iterator[None]:
    """Turn what the client library and the sockets raise into our errors."""
    try:
        yield
    except (HTTPError, HTTPException, OSError, UnicodeError) as error:
        if watchdog.expired:
            raise FetchTimeoutError(sentence("%(url)s took too long as a whole.", url=url)) from error
        # urllib3 counts a refused connection among the timeouts.
        if isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError):
            raise FetchTimeoutError(sentence("%(url)s took too long to connect to.", url=url)) from error
        if isinstance(error, ReadTimeoutError | TimeoutError):
            raise FetchTimeoutError(sentence("%(url)s sent nothing for too long.", url=url)) from error
        raise FetchError(sentence("%(url)s cannot be retrieved: %(why)s.", url=url, why=_reason(error))) from error
    if watchdog.expired:
        # A body that ends where the server wished looks the same as one that was cut off by us.
        raise FetchTimeoutError(sentence("%(url)s took too long as a whole.", url=url))


def _reason(error: BaseException) -> str:
    """Return what the sockets said, without the library's names and addresses of objects."""
    while not isinstance(error, OSError | HTTPException) and (cause := error.__cause__ or error.__context__):
        error = cause
    match error:
        case SSLCertVerificationError():
            return sentence("its certificate is not valid: %(why)s", why=error.verify_message)
        case SSLError():
            why = (error.reason or str(error)).lower().replace("_", " ")
            return sentence("no secure connection could be made: %(why)s", why=why)
        case OSError():
            return error.strerror or str(error)
        case IncompleteRead():
            return sentence("its answer broke off")
        case BadStatusLine():
            return sentence("its answer is no HTTP: %(what)s", what=repr(str(error)[:200]))
    return repr(str(error)[:200]).strip("'")  # it may quote what the server sent


def _conditional(validators: Validators) -> dict[str, str]:
    fields = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in fields.items() if value}


def _validators(answer: Answer, kept: Validators = Validators()) -> Validators:
    return Validators(
        etag=answer.fields.get("etag") or kept.etag,
        last_modified=answer.fields.get("last-modified") or kept.last_modified,
    )


def _origin(answer: Answer, at: datetime) -> Origin:
    age = answer.fields.get("age", "").strip()
    return Origin(
        retrieved_at=at,
        date=_date(answer.fields.get("date")),
        age=float(age) if age.isascii() and age.isdigit() and len(age) < 10 else None,
        last_modified=_date(answer.fields.get("last-modified")),
    )


def _date(value: str | None) -> datetime | None:
    """Return an HTTP date (RFC 9110 §5.6.7), None for anything else that servers send."""
    try:
        date = parsedate_to_datetime(value or "")
        return date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, IndexError):
        return None


def _retry_after(answer: Answer, at: datetime) -> float | None:
    """Return the seconds for which the server asked to be left alone (RFC 9110 §10.2.3): a number or a date."""
    value = answer.fields.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    date = _date(value)
    return max(0.0, (date - at).total_seconds()) if date else None
