"""Installs the humanizers' releases in a cache folder, lets each print every age, and compiles the tables.

    python -m tools.humanizers.harvest [--cache FOLDER] [--checkouts FOLDER] [--keep]

Needs pip; npm and node, php (cli, mbstring), apt-get and git add what each can: what is missing is named and left out.
``--checkouts`` holds repositories that are here already, one folder by each name of packages.toml. With ``--keep`` rows
that the cache holds already are taken as they are. Ends by writing feedsvc/timex/tables.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.humanizers import compile as compiling
from tools.humanizers.laws import REFERENCE
from tools.humanizers.stretches import grid

HERE = Path(__file__).parent
LATER = 1758379043
"""A September afternoon: what counts civil months says other words than in January."""


@dataclass(frozen=True, slots=True)
class Cache:
    """The folder in which packages and rows are kept, and what is to be in it."""

    folder: Path
    packages: dict[str, Any]
    keep: bool

    def rows(self, name: str) -> Path:
        return self.folder / f"rows-{name}.jsonl"

    def wants(self, name: str) -> bool:
        return not (self.keep and self.rows(name).is_file())


def run(command: Sequence[str | Path], folder: Path, output: Path | None = None) -> None:
    """Run a command in a folder; its standard output goes to a file where one is named."""
    print("$", *command[:6], flush=True)
    if output is None:
        subprocess.run([str(part) for part in command], cwd=folder, check=True)
        return
    fresh = output.with_suffix(".part")
    with fresh.open("wb") as sink:
        subprocess.run([str(part) for part in command], cwd=folder, check=True, stdout=sink)
    fresh.replace(output)


def missing(*programs: str) -> bool:
    """Say which programs this machine lacks."""
    absent = [program for program in programs if shutil.which(program) is None]
    if absent:
        print(f"left out: this machine has no {', '.join(absent)}")
    return bool(absent)


def settings(cache: Cache) -> Path:
    """Write what the harvesters in other languages need to know."""
    import babel.localedata  # the development environment has it, for its list of locales

    tags = sorted((name.replace("_", "-") for name in babel.localedata.locale_identifiers()), key=lambda t: (len(t), t))
    file = cache.folder / "settings.json"
    content = {"now": int(REFERENCE.timestamp()), "later": LATER, "grid": grid(), "locales": tags}
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def harvest_npm(cache: Cache) -> None:
    if not cache.wants("npm") or missing("npm", "node"):
        return
    folder = cache.folder / "npm"
    folder.mkdir(exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    wanted = [f"{name}@{version}" for name, version in cache.packages["npm"].items()]
    run(["npm", "install", "--silent", "--no-audit", "--no-fund", *wanted], folder)
    run(["env", "TZ=UTC", "node", HERE / "harvest_node.cjs", settings(cache)], folder, cache.rows("npm"))


def python_of(cache: Cache) -> Path:
    """Return the cache's own Python with the humanizers installed beside it."""
    python = cache.folder / "pypi" / "bin" / "python"
    if not python.is_file():
        run([sys.executable, "-m", "venv", cache.folder / "pypi"], cache.folder)
    wanted = [f"{name}=={version}" for name, version in cache.packages["pypi"].items()]
    run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted], cache.folder)
    return python


def harvest_pypi(cache: Cache) -> None:
    if cache.wants("pypi"):
        run([python_of(cache), HERE / "harvest_python.py"], cache.folder, cache.rows("pypi"))


def unpack_debian(cache: Cache) -> Path | None:
    """Download and unpack the Debian packages; they are not installed."""
    root = cache.folder / "debian"
    if not root.is_dir():
        if missing("apt-get", "dpkg"):
            return None
        root.mkdir()
        run(["apt-get", "download", *cache.packages["debian"]["packages"]], root)
        for package in sorted(root.glob("*.deb")):
            run(["dpkg", "-x", package, root], root)
    return root


def checkout(cache: Cache, name: str, given: Path | None) -> Path | None:
    """Return a checkout of a repository: the one given, else a clone in the cache at the revision written down."""
    if given and (given / name).is_dir():
        return given / name
    folder = cache.folder / "checkouts" / name
    source = cache.packages["checkouts"][name]
    if not folder.is_dir():
        try:
            run(["git", "clone", "--quiet", "--filter=blob:none", source["repository"], folder], cache.folder)
            run(["git", "checkout", "--quiet", source["revision"]], folder)
        except (subprocess.CalledProcessError, FileNotFoundError):
            print(f"left out: no checkout of {name}")
            return None
    return folder


def harvest_carbon(cache: Cache, given: Path | None) -> None:
    if not cache.wants("carbon") or missing("php"):
        return
    carbon, root = checkout(cache, "carbon", given), unpack_debian(cache)
    if carbon is None or root is None:
        return
    path = f"include_path={root / 'usr' / 'share' / 'php'}"
    command = ["env", f"CARBON={carbon}", "php", "-d", path, HERE / "harvest_php.php", settings(cache)]
    run([*command, HERE / "carbon_autoload.php"], cache.folder, cache.rows("carbon"))


def harvest_catalogues(cache: Cache, given: Path | None) -> None:
    root = unpack_debian(cache)
    if root is None or not cache.wants("catalogues"):
        return
    folders: dict[str, Path | None] = {
        "wordpress": root / "usr/share/wordpress/wp-content/languages",
        "mediawiki": root / "usr/share/mediawiki/languages/i18n",
        "drupal": root / "usr/share/mediawiki/languages/i18n",  # its own words are in no package
        **{
            name: checkout(cache, name, given) for name in ("rails", "prettytime", "humanizer", "discourse", "mastodon")
        },
    }
    named = [f"{name}={folder}" for name, folder in folders.items() if folder]
    run([python_of(cache), HERE / "harvest_catalogs.py", *named], cache.folder, cache.rows("catalogues"))


def debian_versions(cache: Cache) -> dict[str, str]:
    """Return the versions of the unpacked packages, from their files' names."""
    files = (package.name.split("_") for package in (cache.folder / "debian").glob("*.deb"))
    return {f"{name} (Debian)": version.replace("%3a", ":") for name, version, *_ in files}


def sources(cache: Cache, files: Sequence[Path]) -> dict[str, str]:
    """Return every source with its version."""
    found = debian_versions(cache)
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                if line.startswith('{"versions"'):
                    found |= json.loads(line)["versions"]
    for name, checkout in cache.packages["checkouts"].items():
        found[f"{name} ({checkout['repository']})"] = checkout["revision"]
    return found


def main() -> None:
    """Harvest and compile."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache/humanizers"))
    parser.add_argument("--checkouts", type=Path)
    parser.add_argument("--keep", action="store_true", help="take the rows that are there, harvest the rest")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    packages = tomllib.loads((HERE / "packages.toml").read_text(encoding="utf-8"))
    cache = Cache(options.cache.resolve(), packages, options.keep)
    harvest_npm(cache)
    harvest_pypi(cache)
    given = options.checkouts and options.checkouts.resolve()
    harvest_carbon(cache, given)
    harvest_catalogues(cache, given)
    files = sorted(cache.folder.glob("rows-*.jsonl"))
    tables = compiling.compile_rows(compiling.read_rows(files))
    compiling.write(tables, compiling.TABLES, sources(cache, files), packages["aliases"])
    print(
        f"{len(tables.languages)} languages, {len(tables.laws)} laws; rows without a law: {sum(tables.unfit.values())}"
    )


if __name__ == "__main__":
    main()
