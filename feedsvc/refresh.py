"""The write path: one visit to one source, read from top to bottom."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from feedsvc import advance, beside, following, merge, reading, rhythm, serverclock
from feedsvc.errors import FeedsvcError, FetchError, FetchStatusError, PageError, SourceBusyError, StoreConflictError
from feedsvc.model.changes import Changes
from feedsvc.model.entries import ContentPolicy, Entry, Source
from feedsvc.model.pages import Hints, NotModified, Page, Reading, Validators
from feedsvc.model.sentences import Sentence, sentence
from feedsvc.model.visits import Body, Health, Learnt, Outcome, SourceState, Visit
from feedsvc.store import Store

log = logging.getLogger(__name__)

_TRIES = 3
_FEW_ENTRIES = 100
"""A source that keeps no more than these is new, or so small that to ask what left its page costs nothing."""
_GONE, _LATELY = timedelta(minutes=20), timedelta(days=1)
"""An entry that was not met for so long has left the page, and not only this one of its site's listings; lately."""
_WORDS = {Health.PASS: "is well", Health.WARN: "is not well", Health.FAIL: "fails"}


class Retrieve(Protocol):
    """How a page is got: raises FetchError and its kinds, answers NotModified only where validators were given."""

    def __call__(self, source: Source, validators: Validators, /) -> Page | NotModified:
        """Return the source's page, or that it is the one kept."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What settings say of every visit. ``tagging_entity`` is the authority and date of new ids (RFC 4151)."""

    tagging_entity: str
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class _Found:
    """What one visit found: the page and its reading, or why there is none; ``lags`` as ``serverclock.met`` says."""

    address: str | None = None
    page: Page | None = None
    reading: Reading | None = None
    status: int | None = None
    error: str | None = None
    asked: timedelta | None = None
    validators: Validators | None = None
    lags: tuple[timedelta, ...] = ()
    beside: tuple[Body, ...] = ()


def visit(
    source: Source,
    *,
    retrieve: Retrieve,
    store: Store,
    now: Callable[[], datetime],
    policy: Policy,
    dice: float = 0.5,
    page: Page | None = None,
    address: str | None = None,
    told: Callable[[Changes], None] | None = None,
    pause: Callable[[], None] = lambda: None,
) -> Visit:
    """Visit a source once and record what came of it; a source that fails gives a Visit that says so.

    ``page`` is a page already held (pushed, saved): nothing is retrieved. ``address`` is the further listing of the
    source that it came from, None for the source's own. ``dice``, from 0 to 1, keeps sources apart; ``told`` hears
    what was recorded; ``pause`` waits as long as a host wants between two requests. Raises StoreError, and
    SourceBusyError where somebody else visits the source at the moment.
    """
    with store.lease(source.id) as alone:
        if not alone:
            raise SourceBusyError(f"the source {source.id!r} is being visited by somebody else")
        started = now()
        try:
            found = _look(source, store.source_state(source.id), retrieve, page, address)
            if found.reading is not None and page is None:
                # A page that somebody pushed is read while that somebody waits: nothing is retrieved beside it.
                found = _completed(source, found, found.reading, retrieve, store, started, pause)
        except FeedsvcError:
            raise
        except Exception as error:  # noqa: BLE001 - it must not hide behind a visit that never was
            found = _stumbled(source, address, error)
        done, changes = _recorded(source, found, store, started, now, policy, dice)
    if changes and told:
        told(changes)
    return done


def _stumbled(source: Source, address: str | None, error: Exception) -> _Found:
    """Return what a visit found that met a fault of ours: the operator is told of the page that brings it out."""
    log.error("%s: a fault of feedsvc itself", source.id, exc_info=error)
    return _Found(address, error=sentence("The page met a fault of feedsvc itself: %(what)s.", what=repr(error)[:200]))


def _completed(
    source: Source,
    found: _Found,
    read: Reading,
    retrieve: Retrieve,
    store: Store,
    at: datetime,
    pause: Callable[[], None],
) -> _Found:
    """Return what was found with what the site says beside its page: its feeds' times, its articles' texts."""
    bodies: tuple[Body, ...] = ()
    if source.evidence and source.url is not None and found.address is None and read.feeds + read.sitemaps:

        def ask(url: str, validators: Validators) -> Page | NotModified:
            pause()
            return retrieve(replace(source, url=url), validators)

        known = store.known(source.id, merge.all_keys(read.articles))
        since = max(at, (found.page and found.page.origin.retrieved_at) or at)
        read, bodies = beside.told(read, known, store.source_state(source.id), since, ask)
    if source.content is ContentPolicy.FULL:
        read = _followed(source, read, retrieve, store, at, pause)
    return replace(found, reading=read, beside=bodies)


def _followed(
    source: Source,
    read: Reading,
    retrieve: Retrieve,
    store: Store,
    at: datetime,
    pause: Callable[[], None],
) -> Reading:
    """Follow the page's new teasers to their articles, as the operator wants it."""

    def ask(url: str) -> Page:
        pause()
        answer = retrieve(replace(source, url=url, path=None), Validators())
        assert isinstance(answer, Page), "a request without validators is never answered by 304"
        return answer

    return following.followed(read, store.known(source.id, merge.all_keys(read.articles)), at, ask)


def _recorded(
    source: Source,
    found: _Found,
    store: Store,
    started: datetime,
    now: Callable[[], datetime],
    policy: Policy,
    dice: float,
) -> tuple[Visit, Changes | None]:
    """Merge and record; once more, on what is known by then, where somebody else recorded on the source meanwhile."""
    for attempt in range(_TRIES):
        state = store.source_state(source.id)
        try:
            changes = _merged(source, state, found, store, started, policy)
        except FeedsvcError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            found, changes = _stumbled(source, found.address, error), None
        done = _outcome(source, state, found, changes, started, now() - started)
        after = _after(source, state, found, changes, done, policy, dice)
        try:
            store.record(source.id, done, changes, after)
        except StoreConflictError:
            if attempt == _TRIES - 1:
                raise
        else:
            _say(done, state, after)
            return done, changes
    raise AssertionError("the loop returns or raises")


def _say(done: Visit, before: SourceState, after: SourceState) -> None:
    """Write a line for a visit: a warning where the source broke or warns, for other reasons than before."""
    if before.ailments == after.ailments:
        log.debug("%s: %s, %d articles, %d new", done.source_id, done.outcome.value, done.articles, done.created)
    elif after.faults:
        reasons = " ".join(fault.reason for fault in after.faults)
        log.warning("%s %s: %s", done.source_id, _WORDS[after.health], reasons)
    else:
        log.info("%s is well again: %d articles, %d new", done.source_id, done.articles, done.created)


# ---- looking -------------------------------------------------------------------------------------------------------


def _look(source: Source, state: SourceState, retrieve: Retrieve, held: Page | None, address: str | None) -> _Found:
    before = state.body_at(address)
    try:
        answer = held or retrieve(source, state.validators if before and address is None else Validators())
        if isinstance(answer, NotModified):
            return _Found(address, status=304, validators=answer.validators)
        lags = serverclock.met(state.learnt.server_lags, answer.origin)
        page = _dated(answer, source, before, lags)
        if before and before.digest == _digest(page, source) and not state.rejection:
            return _Found(address, page, status=200, validators=page.validators)
        read = reading.read(page, _hints(source, state.learnt))
        return _Found(address, page, read, 200, validators=page.validators, lags=lags)
    except (FetchError, PageError) as error:
        status = error.status if isinstance(error, FetchStatusError) else None
        asked = error.retry_after if isinstance(error, FetchStatusError) else None
        return _Found(address, status=status, error=error.sentence, asked=timedelta(seconds=asked) if asked else None)


def _dated(page: Page, source: Source, before: Body | None, lags: Sequence[timedelta]) -> Page:
    """Return the page with what is known of the moment it was made from the operator and the visits before."""
    stated_at = page.origin.stated_at or source.stated_at
    origin = replace(page.origin, stated_at=stated_at, behind=serverclock.behind(lags))
    if before:
        same = before.digest == _digest(page, source)
        origin = replace(origin, changed_since=before.changed_since if same else before.seen_at)
    return replace(page, origin=origin, url=page.url or source.url)


def _digest(page: Page, source: Source) -> str:
    """Return what stands for a body read under an operator's hints: with other hints it has to be read again."""
    return hashlib.blake2b(repr((source.hints, source.stated_at)).encode() + page.body, digest_size=16).hexdigest()


def _hints(source: Source, learnt: Learnt) -> Hints:
    """Return the operator's hints, completed by what earlier visits taught."""
    given = source.hints
    return replace(
        given,
        zone=given.zone or learnt.zone,
        language=given.language or learnt.language,
        humanizer=given.humanizer or learnt.humanizer,
    )


# ---- merging -------------------------------------------------------------------------------------------------------


def _merged(
    source: Source, state: SourceState, found: _Found, store: Store, at: datetime, policy: Policy
) -> Changes | None:
    if found.reading is None or found.page is None:
        return None
    known = store.known(source.id, merge.all_keys(found.reading.articles))
    return merge.merge(
        source,
        known,
        found.reading,
        _made(found.page, found.reading, at).made_at,
        tagging_entity=policy.tagging_entity,
        learnt=replace(state.learnt, server_lags=found.lags),
        before=state.body_at(found.address),
        gone=_gone(source, state, known, store, at),
    )


def _gone(source: Source, state: SourceState, known: Sequence[Entry], store: Store, at: datetime) -> tuple[Entry, ...]:
    """Return the entries that left the page lately, as long as the source is new; () where its page prints no ages."""
    learning = not state.learnt.humanizer or len(state.waits) < rhythm.FIRST_VISITS
    if not state.learnt.humanizers or not (learning or state.entries <= _FEW_ENTRIES):
        return ()
    there = {entry.id for entry in known}
    departed = store.departed(source.id, at - _LATELY, at - _GONE)
    return tuple(entry for entry in departed if entry.id not in there)


def _made(page: Page, read: Reading, at: datetime) -> Body:
    """Return between which moments the page was made; a saved page's own clock decides, never the machine's."""
    clock = read.clock.span if read.clock else None
    latest = page.origin.retrieved_at or page.origin.stated_at or (clock.latest if clock else at)
    made_at = min(latest, clock.latest) if clock else latest
    made_after = min(clock.earliest, made_at) if clock else None
    return Body("", made_at, page.origin.changed_since, made_after, seen_at=at)


def _outcome(
    source: Source, state: SourceState, found: _Found, changes: Changes | None, at: datetime, took: timedelta
) -> Visit:
    articles = found.reading.articles if found.reading else ()
    rejected = changes.warning if changes else None
    done = Visit(
        source.id,
        at,
        Outcome.FAILED if found.error else Outcome.REJECTED if rejected else Outcome.READ,
        duration=took,
        status=found.status,
        size=len(found.page.body) if found.page else 0,
        articles=len(articles),
        timed=sum(article.published is not None for article in articles),
        created=len(changes.created) if changes else 0,
        changed=len(changes.changed) if changes else 0,
        error=Sentence(why) if (why := found.error or rejected) else None,
    )
    unchanged = found.error is None and found.reading is None
    return replace(done, outcome=Outcome.UNCHANGED, articles=state.articles, timed=state.timed) if unchanged else done


def _after(
    source: Source, state: SourceState, found: _Found, changes: Changes | None, done: Visit, policy: Policy, dice: float
) -> SourceState:
    after = advance.visited(state, done, found.asked)
    if found.validators and not found.error and found.address is None:
        # A rejected page has to come again whole, not as a 304.
        after = replace(after, validators=Validators() if changes and changes.warning else found.validators)
    before = after.body_at(found.address)
    if found.page and found.reading and changes:
        body = replace(_made(found.page, found.reading, done.at), digest=_digest(found.page, source))
        if changes.learnt and changes.learnt.hidden_cache:
            body = replace(body, made_after=body.changed_since)
        taught = advance.taught if found.address is None else advance.told_beside
        after = advance.met_body(taught(after, done, found.reading, changes), body, found.address)
    elif before and done.succeeded:
        after = advance.met_body(after, replace(before, seen_at=done.at), found.address)
    for one in found.beside:
        after = advance.met_body(after, one, one.address)
    if source.path and not source.every:
        return advance.unplanned(after, done.at)
    shortest = max(policy.shortest, source.every or policy.shortest)
    aged = bool(source.hints.humanizer or after.learnt.humanizers)
    return advance.planned(after, done.at, found.asked, shortest, max(policy.longest, shortest), dice, aged=aged)
