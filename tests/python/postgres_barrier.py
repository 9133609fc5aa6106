"""Holds a publication up at one relation, so that a test may look or kill meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg


@dataclass
class Barrier:
    """A lock that a publication runs into and readers do not."""

    label: str
    holder: psycopg.Connection
    watcher: psycopg.Connection

    def wait_for_arrival(self) -> None:
        query = f"select 1 from pg_locks where not granted and relation = '{self.label}'::regclass"
        for _ in range(1200):
            if self.watcher.execute(query).fetchone():
                return
            time.sleep(0.05)
        raise AssertionError(f"no publication came to {self.label}")

    def lift(self) -> None:
        self.holder.rollback()


@contextmanager
def held_up_at(address: str, label: str) -> Iterator[Barrier]:
    """Keep a publication from writing to `label` for as long as this lasts."""
    # The publisher's own user, so that the publication may see that no snapshot is held.
    with psycopg.connect(address) as holder, psycopg.connect(address, autocommit=True) as watcher:
        holder.execute(f"lock table {label} in share mode")
        yield Barrier(label, holder, watcher)
        holder.rollback()
