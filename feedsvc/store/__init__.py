"""What outlives the process."""

from feedsvc.store.retention import Retention
from feedsvc.store.store import Store, open_store

__all__ = ["Retention", "Store", "open_store"]
