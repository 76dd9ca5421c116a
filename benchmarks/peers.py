"""Peers that serve feeds from a cache of their own, where this machine can run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from statistics import median

from benchmarks.load import Plan, load, request

RSS_BRIDGE = "RSS-Bridge"
_PORT = 8794
_PATH = "/?action=display&bridge=BenchBridge&format=Atom"
_BRIDGE = """<?php
class BenchBridge extends BridgeAbstract
{
    const MAINTAINER = 'x';
    const NAME = 'Bench';
    const URI = 'https://site.example/';
    const DESCRIPTION = 'Fifty entries, kept for an hour';
    const CACHE_TIMEOUT = 3600;
    public function collectData()
    {
        for ($n = 0; $n < 50; $n++) {
            $this->items[] = [
                'title' => "Titolo numero $n della sezione",
                'uri' => "https://site.example/articoli/$n",
                'timestamp' => 1768046400 - 60 * $n,
                'author' => 'Anna Bianchi',
                'content' => '<p>' . str_repeat("parola$n ", 40) . '</p>',
                'uid' => "tag:feeds.example,2026-01-01:site/$n",
            ];
        }
    }
}
"""


def rss_bridge(home: Path, rounds: int, seconds: float) -> str | None:
    """Print how fast RSS-Bridge answers from its cache; return the reason where it cannot be run."""
    checkout = os.environ.get("RSS_BRIDGE")
    php = shutil.which("php")
    if not php or not checkout:
        return "set RSS_BRIDGE to a checkout of it, and install php-cli with curl, mbstring and xml"
    place = home / "rss-bridge"
    shutil.copytree(checkout, place, symlinks=True)
    (place / "bridges" / "BenchBridge.php").write_text(_BRIDGE)
    (place / "config.ini.php").write_text('; <?php exit; ?>\n[system]\nenabled_bridges[] = "*"\nenv = "prod"\n')
    server = subprocess.Popen(
        [php, "-S", f"127.0.0.1:{_PORT}", "index.php"],
        cwd=place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PHP_CLI_SERVER_WORKERS": "1"},
    )
    try:
        time.sleep(1.5)
        asked = request(_PATH, Accept_Encoding="gzip", Connection="close")
        rates = [_rate(asked, seconds) for _ in range(rounds)]
    except SystemExit as error:
        return str(error)
    finally:
        server.terminate()
        server.wait(10)
    print(f"\n{RSS_BRIDGE} from its file cache (PHP's own server, 1 process): {median(rates):,.0f} per second")
    return None


def _rate(asked: str, seconds: float) -> float:
    outcome = load(Plan(_PORT, (asked,), seconds, connections=1, close=True))
    if set(outcome.statuses) != {"200"}:
        raise SystemExit(f"it answers {outcome.statuses}")
    return outcome.per_second
