"""`feedsvc worker` on the shared queue, with a faster pulse than an operator would want."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from feedsvc.jobs.distributed import Pace, open_queue
from feedsvc.runtime import build

PULSE = Pace(
    threads=8,
    gap=timedelta(0),
    every=1,
    heartbeat=timedelta(seconds=0.5),
    stalled=timedelta(seconds=2),
    grace=timedelta(seconds=5),
)


def main() -> None:
    runtime = build()
    pace = replace(PULSE, threads=runtime.settings.refreshers)
    queue = open_queue(runtime.settings.database_url, runtime.store, runtime.visit_due, runtime.now, pace)
    asyncio.run(queue.work())
    runtime.store.close()


if __name__ == "__main__":
    main()
