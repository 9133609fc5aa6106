"""Notices of failed runs: to a webhook (AFTERSALES_WEBHOOK) where one is set, else to the log."""

import json
import logging
import os
import urllib.error
import urllib.request
from typing import Any

import dagster as dg

from orchestration.errors import Refusal

LOG = logging.getLogger("aftersales.notice")
_TIMEOUT_SECONDS = 10


def notice_of(error: BaseException | None, *, run_id: str, step: str) -> dict[str, Any]:
    """What a notice says: the failing check or file, where, the marts it touches, the cure."""
    cause = error
    while cause is not None and not isinstance(cause, Refusal):
        cause = cause.__cause__
    said = cause.as_dict() if cause else {"title": str(error), "details": [], "marts": []}
    return {"run_id": run_id, "step": step, **said}


def send(notice: dict[str, Any]) -> bool:
    """Deliver one notice; true when the webhook took it. A notice never fails a run."""
    address = os.environ.get("AFTERSALES_WEBHOOK")
    if address:
        body, headers = json.dumps(notice).encode(), {"Content-Type": "application/json"}
        try:
            request = urllib.request.Request(address, body, headers, method="POST")
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):
                return True
        except (urllib.error.URLError, OSError, ValueError) as error:
            LOG.error("the webhook did not take the notice: %s", error)
    LOG.error("nightly run failed: %s", json.dumps(notice, ensure_ascii=False))
    return False


@dg.failure_hook(name="tell_failure")
def tell_failure(context: dg.HookContext) -> None:
    """After the last try of a step: tell what failed and which marts it touches."""
    notice = notice_of(context.op_exception, run_id=context.run_id, step=context.op.name)
    send(notice)


@dg.run_failure_sensor(name="tell_failed_run", minimum_interval_seconds=30)
def tell_failed_run(context: dg.RunFailureSensorContext) -> None:
    """For runs that died outside a step, which no hook hears of: killed or never started."""
    if context.get_step_failure_events():
        return
    run = context.dagster_run
    said = {"title": context.failure_event.message or "the run died", "details": [], "marts": []}
    send({"run_id": run.run_id, "step": "", **said})
