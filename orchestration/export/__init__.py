"""Export: marts as files that people open, whole or not at all.

Files are written aside and moved when all of them are whole. `aftersales_export.json` beside them
says what was written; a file that it does not know, or that changed since, is never overwritten.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from orchestration.errors import Refusal
from orchestration.export.relations import Relation, all_relations
from orchestration.warehouse import open_published

FORMATS = ("parquet", "csv", "xlsx")
STAGE = "export"
RECORD = "aftersales_export.json"
WORKBOOK = "marts.xlsx"


@dataclass
class Summary:
    """What an export wrote."""

    build_id: str
    out: str
    format: str
    rows: int = 0
    seconds: float = 0.0
    files: list[str] = field(default_factory=list)
    relations: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict:
        """The same for machines."""
        return asdict(self)


def export_to(
    published: Path,
    out: Path,
    file_format: str,
    relations: Sequence[str] = (),
    *,
    with_bom: bool = True,
) -> Summary:
    """Write `relations` (`schema.name`; default: every mart) of the published file to `out`.

    Raises `Refusal`, with nothing written, for an unknown relation, one that is too large for a
    sheet, a folder that cannot be written, or a file that this command did not make.
    """
    started = time.monotonic()
    if not published.exists():
        raise Refusal(
            f"There is no published warehouse {published}.",
            cure="run `aftersales build` first, or name its folder with --warehouse.",
            stage=STAGE,
        )
    with open_published(published) as connection:
        chosen = _choose(all_relations(connection), relations)
        build_id = connection.execute("select max(build_id) from marts.build_info").fetchone()[0]
        summary = Summary(build_id, str(out), file_format)
        summary.relations = {relation.label: relation.row_count for relation in chosen}
        summary.rows = sum(summary.relations.values())
        try:
            out.mkdir(parents=True, exist_ok=True)
            aside = Path(tempfile.mkdtemp(prefix=".aftersales-export-", dir=out))
        except OSError as error:
            raise _not_writable(out, error) from error
        try:
            _write(connection, chosen, aside, file_format, build_id, with_bom)
            summary.files = _move(aside, out, build_id)
        except OSError as error:
            raise _not_writable(out, error) from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    summary.seconds = round(time.monotonic() - started, 3)
    return summary


def _choose(found: list[Relation], wanted: Sequence[str]) -> list[Relation]:
    if not wanted:
        return [relation for relation in found if relation.schema == "marts"]
    by_label = {relation.label: relation for relation in found}
    unknown = [label for label in wanted if label not in by_label]
    if unknown:
        details = []
        for label in unknown:
            near = difflib.get_close_matches(label, by_label, n=3) or difflib.get_close_matches(
                f"marts.{label}", by_label, n=3
            )
            details.append(f"{label}" + (f"; did you mean {', '.join(near)}?" if near else ""))
        raise Refusal(
            "There is no such relation in the published warehouse.",
            details,
            cure="name it as schema.relation, e.g. marts.nps.",
            stage=STAGE,
        )
    return [by_label[label] for label in dict.fromkeys(wanted)]


def _write(
    connection: duckdb.DuckDBPyConnection,
    chosen: list[Relation],
    aside: Path,
    file_format: str,
    build_id: str,
    with_bom: bool,
) -> None:
    if file_format == "xlsx":
        from orchestration.export.workbook import write_workbook

        write_workbook(connection, chosen, aside / WORKBOOK, build_id)
        return
    from orchestration.export.plain import write_csv, write_parquet

    for relation in chosen:
        # A mart bears its own name, any other relation its schema's as well.
        stem = relation.name if relation.schema == "marts" else relation.label
        path = aside / f"{stem}.{file_format}"
        if file_format == "csv":
            write_csv(connection, relation, path, with_bom=with_bom)
        else:
            write_parquet(connection, relation, path)


def _move(aside: Path, out: Path, build_id: str) -> list[str]:
    """Put the whole files into their places; refuses before the first when one is foreign."""
    known = _known_files(out / RECORD)
    names = sorted(path.name for path in aside.iterdir())
    foreign = [
        name
        for name in names
        if (out / name).exists() and _digest(out / name) not in known.get(name, [])
    ]
    if foreign:
        raise Refusal(
            f"Files of these names are in {out} and not, or no longer, as this command wrote them.",
            foreign,
            cure="give another --out, or move them away.",
            stage=STAGE,
        )
    fresh = {name: [_digest(aside / name)] for name in names}
    # Told before the first move, so that an export killed half-way finds its own files again.
    _write_record(aside, out, build_id, known | {n: known.get(n, []) + fresh[n] for n in names})
    for name in names:
        _sync(aside / name)
        (aside / name).replace(out / name)
    _write_record(aside, out, build_id, known | fresh)
    return names


def _write_record(aside: Path, out: Path, build_id: str, files: dict[str, list[str]]) -> None:
    content = {"build_id": build_id, "sha256": files}
    (aside / RECORD).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    (aside / RECORD).replace(out / RECORD)


def _known_files(record: Path) -> dict[str, list[str]]:
    try:
        files = json.loads(record.read_text(encoding="utf-8"))["sha256"]
        return {name: list(digests) for name, digests in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _not_writable(out: Path, error: OSError) -> Refusal:
    return Refusal(
        f"{out} cannot be written: {error.strerror}.",
        cure="give --out a folder that this user may write to, on a disk with room.",
        stage=STAGE,
    )
