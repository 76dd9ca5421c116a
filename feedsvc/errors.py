"""Every error that feedsvc raises on purpose.

FeedsvcError
├── SettingsError        a setting or sources.toml is wrong; says what to change
├── PageError            a page cannot be read at all
│   ├── PageTooLargeError         beyond the bound on bytes, nodes or depth
│   └── PageUnreadableError       not text, or not a page
├── FetchError           a page could not be retrieved
│   ├── FetchRefusedError         we declined: robots, private address, scheme, outside the root
│   ├── FetchTimeoutError         connect, first byte or the whole took too long
│   ├── FetchStatusError          the server answered, but with an error status
│   └── FetchTooLargeError        more bytes than allowed, before or after inflation
├── StoreError           the database cannot be reached or written
│   └── StoreConflictError        somebody else recorded on the same source since it was read
├── SourceBusyError           somebody else visits the source right now
├── ExportError          the directory of an export cannot be written, or another export is under way
├── UnknownNameError          a section, source, entry or format that does not exist
└── BadRequestError           a value from outside that cannot be used

A message is one sentence for a person, saying what is wrong and, where it can, what to do.
Text from pages inside a message is always shown through ``repr``.
"""


class FeedsvcError(Exception):
    """The root of all errors raised on purpose."""

    @property
    def sentence(self) -> str:
        """What it says, as it was given: a Sentence can be said in other languages, ``str()`` of an error cannot."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class SettingsError(FeedsvcError):
    """A setting or the list of sources is wrong; ``faults`` are what is wrong, one by one."""

    def __init__(self, message: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults or (message,)


class PageError(FeedsvcError):
    """A page cannot be read at all."""


class PageTooLargeError(PageError):
    """A page is beyond the bounds on bytes, nodes or depth."""


class PageUnreadableError(PageError):
    """The bytes are not a text that a page could be."""


class FetchError(FeedsvcError):
    """A page could not be retrieved."""


class FetchRefusedError(FetchError):
    """The service declined to retrieve: robots, a private address, a scheme, a path outside the root."""


class FetchTimeoutError(FetchError):
    """Connecting, the first byte or the whole answer took too long."""


class FetchStatusError(FetchError):
    """The server answered with an error status."""

    def __init__(self, message: str, status: int, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        """Seconds that the server asked to be left alone, where it said so (RFC 9110 §10.2.3)."""


class FetchTooLargeError(FetchError):
    """More bytes than allowed, before or after inflation."""


class StoreError(FeedsvcError):
    """The database cannot be reached or written."""


class StoreConflictError(StoreError):
    """Somebody else recorded on the same source since its state was read: read it anew and try again."""


class SourceBusyError(FeedsvcError):
    """Somebody else visits the source right now."""


class ExportError(FeedsvcError):
    """The directory of an export cannot be written, or another export is under way."""


class UnknownNameError(FeedsvcError):
    """A section, source, entry or format that does not exist."""


class BadRequestError(FeedsvcError):
    """A value from outside that cannot be used."""
