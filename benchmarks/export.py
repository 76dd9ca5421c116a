"""The exported tree under nginx beside a plain file of the same bytes, and what an export takes, first and again."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks import shelves
from benchmarks.load import Plan, load, request
from feedsvc.runtime import Runtime
from feedsvc.settings import Settings
from feedsvc.web import create_app
from feedsvc.web.export import export

ROOT = Path(__file__).parents[1]
MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
PORTS = {"a plain file": 8795, "the export": 8796}
ROUNDS, SECONDS = 5, 2.0
FEED = "/feeds/section-0.atom"


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory(prefix="feedsvc-bench-") as folder:
        home = Path(folder)
        shelves.fill(home / "feeds.db", entries=1_000, sections=5)
        taken(home)
        nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
        if nginx is None:
            print("\nnginx: skipped: it is not installed")
            return
        served(home, nginx)


def taken(home: Path) -> None:
    """Print how long an export takes: the first, and one after nothing changed."""
    runtime = Runtime(Settings(database=f"sqlite:///{home / 'feeds.db'}"), ())
    for name in ("first export", "nothing changed"):
        began = time.perf_counter()
        tally = export(create_app(runtime), runtime, home / "site")
        seconds = time.perf_counter() - began
        files = tally.written + tally.unchanged
        print(f"{name:<16}{files:>8,} files, {tally.written:>7,} written, {seconds:>7.1f} s")
    runtime.store.close()


def served(home: Path, nginx: str) -> None:
    """Print requests per second of an exported feed beside a plain file of the same bytes."""
    site = home / "site"
    (home / "plain").mkdir()
    shutil.copy(site / (FEED.lstrip("/") + ".gz"), home / "plain" / "feed")
    plain = f"server {{ listen 80; root {home / 'plain'}; }}"
    documented = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs" / "operating.md").read_text(), re.DOTALL)[-1]
    ours = documented.replace("/srv/feedsvc", str(site))
    if not MODULE.exists():
        ours = ours.replace("brotli_static on;", "")
    asked = {"a plain file": request("/feed"), "the export": request(FEED, Accept_Encoding="gzip")}
    rates: dict[str, list[float]] = {name: [] for name in PORTS}
    with running(home, nginx, "a plain file", plain), running(home, nginx, "the export", ours):
        for _ in range(ROUNDS):
            for name, port in PORTS.items():
                outcome = load(Plan(port, (asked[name],), SECONDS))
                if set(outcome.statuses) != {"200"}:
                    raise SystemExit(f"{name}: {outcome.statuses}")
                rates[name].append(outcome.per_second)
    print(f"\nnginx, 1 worker, 8 connections, the same {(home / 'plain' / 'feed').stat().st_size:,} bytes")
    for name, found in rates.items():
        share = median(mine / theirs for mine, theirs in zip(found, rates["a plain file"], strict=True))
        print(f"  {name:<14}{median(found):>10,.0f} per second{share:>8.2f} of a plain file")


@contextmanager
def running(home: Path, nginx: str, name: str, site: str):
    """Run nginx with one site."""
    folder = home / f"nginx-{PORTS[name]}"
    folder.mkdir()
    module = f"load_module {MODULE};" if MODULE.exists() else ""
    site = site.replace("listen 80;", f"listen 127.0.0.1:{PORTS[name]};")
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; pid {folder}/pid; worker_processes 1; {module} error_log {folder}/error.log;"
        f"events {{}} http {{ access_log off; sendfile on; keepalive_requests 100000000; {site} }}"
    )
    process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    time.sleep(1.0)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    main()
