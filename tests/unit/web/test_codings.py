import gzip

import brotli
import pytest

from feedsvc.web.codings import Coding, acceptable, compress, zstd

BR, ZSTD, GZIP, PLAIN = Coding.BROTLI, Coding.ZSTD, Coding.GZIP, Coding.IDENTITY


@pytest.mark.parametrize(
    ("field", "codings"),
    [
        (None, (PLAIN,)),
        ("", (PLAIN,)),
        ("gzip", (GZIP, PLAIN)),
        ("x-gzip", (GZIP, PLAIN)),
        ("gzip, deflate, br, zstd", (BR, ZSTD, GZIP, PLAIN)),
        ("GZip ; Q=1.0", (GZIP, PLAIN)),
        ("gzip;q=1.0, br;q=0.5", (GZIP, BR, PLAIN)),
        ("gzip;q=0, identity", (PLAIN,)),
        ("gzip;q=0", (PLAIN,)),
        ("*;q=0, identity", (PLAIN,)),
        ("*", (PLAIN,)),
        ("br;q=0, gzip;q=0, zstd;q=0, deflate;q=0", (PLAIN,)),
        ("identity;q=0", (PLAIN,)),
        ("identity;q=0, gzip", (GZIP,)),
        ("identity, gzip;q=0.5", (PLAIN, GZIP)),
        ("gzip;q=2", (PLAIN,)),
        ("gzip;q=banana", (PLAIN,)),
        ("compress, \x00, ;;, =", (PLAIN,)),
        ("gzip," * 10_000, (GZIP, PLAIN)),
    ],
)
def test_a_client_gets_what_it_asks_for_and_nothing_else(field: str | None, codings: tuple[Coding, ...]) -> None:
    assert acceptable(field) == codings


@pytest.mark.parametrize(
    ("coding", "undo"),
    [(PLAIN, bytes), (GZIP, gzip.decompress), (BR, brotli.decompress), (ZSTD, zstd.decompress)],
)
@pytest.mark.parametrize("body", [b"", b"a", b"<feed/>" * 1000])
def test_each_coding_can_be_undone(coding, undo, body: bytes) -> None:
    assert undo(compress(body, coding)) == body


def test_gzip_tells_no_time() -> None:
    assert compress(b"x", GZIP)[4:8] == bytes(4)
