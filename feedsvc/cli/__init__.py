"""The command line: one module per command, each imported only when it is asked for."""

from feedsvc.cli.app import main

__all__ = ["main"]
