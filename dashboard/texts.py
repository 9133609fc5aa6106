"""The fixed words of the site and the report, from `texts.yml`, in every language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

TEXTS_FILE = Path(__file__).with_name("texts.yml")


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every text by key and language: `texts()["nav.company"]["zh"]`."""
    return yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8"))


def text(key: str, lang: str) -> str:
    """The text of a key; raises KeyError for a key or language that `texts.yml` lacks."""
    return texts()[key][lang]


def word(group: str, code: str | None, lang: str) -> str:
    """The word for a code of the marts (`word("grade", "assumed", "zh")`); else the code itself.

    Codes of later marts are thus readable before they have a translation.
    """
    known = texts().get(f"{group}.{code}")
    return known[lang] if known else str(code or "").replace("_", " ")
