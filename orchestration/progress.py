"""What a build says while it works: lines for people, or JSON lines for machines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

from rich.console import Console

MODES = ("rich", "json", "quiet")


class Progress:
    """Collects the seconds of each step and reports them in one of `MODES`.

    JSON lines go to standard error (`{"event": "started", "step": "landing", ...}`), so that
    standard output bears nothing but the result.
    """

    def __init__(self, mode: str = "rich", stream: TextIO | None = None) -> None:
        if mode not in MODES:
            raise ValueError(f"mode is one of {', '.join(MODES)}, not {mode!r}")
        self.mode = mode
        self.seconds: dict[str, float] = {}
        self._stream = stream or sys.stderr
        self._console = (
            Console(file=stream, highlight=False) if stream else Console(highlight=False)
        )

    @contextmanager
    def step(self, name: str, what: str) -> Iterator[None]:
        """Say what starts now, and how long it took when it ended well."""
        self._emit("started", step=name, message=what)
        start = time.perf_counter()
        try:
            yield
        except BaseException:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
            self._emit("failed", step=name, seconds=round(self.seconds[name], 2))
            raise
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
        self._emit("finished", step=name, seconds=round(self.seconds[name], 2))

    def note(self, message: str, **fields: object) -> None:
        """One line inside a step."""
        self._emit("note", message=message, **fields)

    def detail(self, message: str) -> None:
        """One line of many; only machines hear of it."""
        if self.mode == "json":
            self._emit("detail", message=message)

    def node(self, name: str, status: str) -> None:
        """One dbt node is done; only machines hear of it."""
        if self.mode == "json":
            self._emit("node", name=name, status=status)

    def warn(self, message: str) -> None:
        """A finding that does not stop the build."""
        self._emit("warning", message=message)

    def _emit(self, event: str, **fields: object) -> None:
        if self.mode == "quiet":
            return
        if self.mode == "json":
            moment = datetime.now(UTC).isoformat(timespec="milliseconds")
            print(
                json.dumps({"event": event, "at": moment, **fields}), file=self._stream, flush=True
            )
            return
        if event == "started":
            self._console.print(f"[bold]{fields['step']:<12}[/bold] {fields['message']}")
        elif event == "finished":
            self._console.print(f"{'':12} [green]done[/green] in {fields['seconds']:.1f} s")
        elif event == "failed":
            self._console.print(f"{'':12} [red]failed[/red] after {fields['seconds']:.1f} s")
        elif event == "warning":
            self._console.print(f"{'':12} [yellow]warning[/yellow] ", end="")
            self._console.print(str(fields["message"]), markup=False)
        elif event == "note":
            self._console.print(f"{'':12} {fields['message']}", markup=False)
