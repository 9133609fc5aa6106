"""Failure notices: to a webhook on the loopback, or to the log when none takes them."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import dagster as dg
import pytest

from orchestration import notice
from orchestration.errors import Refusal

REFUSAL = Refusal(
    "A check of severity error failed.",
    ["not_null_nps_nps on marts.nps: 3 rows"],
    cure="look there",
    stage="checks",
    marts=["nps", "aftersales_value_dashboard"],
)


@contextmanager
def webhook(status: int = 200) -> Iterator[tuple[str, list[dict]]]:
    """A listener on the loopback and what it has heard."""
    heard: list[dict] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/notice", heard
    finally:
        server.shutdown()
        server.server_close()


@dg.op
def failing_step() -> None:
    raise dg.Failure(description="not published", allow_retries=False) from REFUSAL


@dg.job(hooks={notice.tell_failure})
def failing_job() -> None:
    failing_step()


def run_failing() -> None:
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    assert not failing_job.execute_in_process(run_config=quiet, raise_on_error=False).success


def test_the_webhook_hears_of_the_failing_check_and_the_marts_it_touches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with webhook() as (address, heard):
        monkeypatch.setenv("AFTERSALES_WEBHOOK", address)
        run_failing()
    assert len(heard) == 1
    assert heard[0]["step"] == "failing_step"
    assert heard[0]["details"] == ["not_null_nps_nps on marts.nps: 3 rows"]
    assert heard[0]["marts"] == ["nps", "aftersales_value_dashboard"]


@pytest.mark.parametrize("address", [None, "http://127.0.0.1:1/closed", "no address"])
def test_without_a_webhook_that_takes_it_the_log_has_the_notice(
    address: str | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("AFTERSALES_WEBHOOK", raising=False)
    if address:
        monkeypatch.setenv("AFTERSALES_WEBHOOK", address)
    with caplog.at_level(logging.ERROR, logger="aftersales.notice"):
        run_failing()
    assert "not_null_nps_nps" in caplog.text
    assert "aftersales_value_dashboard" in caplog.text


def test_a_webhook_that_refuses_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with webhook(status=500) as (address, heard):
        monkeypatch.setenv("AFTERSALES_WEBHOOK", address)
        assert notice.send({"title": "t", "details": [], "marts": []}) is False
    assert len(heard) == 1
    assert "did not take the notice" in caplog.text
