"""The address of the PostgreSQL server: read, shown without its password, connected to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import quote

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from orchestration.errors import Refusal

STAGE = "postgres"
_LEAST_VERSION = 140000
_SCHEMES = ("postgresql://", "postgres://")

# Said by the server or by libpq before there is an SQLSTATE to go by.
_REASONS = (
    (
        r"password authentication failed|no password supplied",
        "The PostgreSQL server does not take this user and password.",
        "check both in the address; signs such as @ : / # % in them are written %40 %3A %2F ...",
    ),
    (
        r'database ".*" does not exist',
        "There is no such database on the PostgreSQL server.",
        "create it first (createdb NAME), owned by the publishing user.",
    ),
    (
        r"no pg_hba\.conf entry",
        "The PostgreSQL server does not let this user in from here.",
        "its pg_hba.conf must name user, database and this machine; or try ?sslmode=require.",
    ),
    (
        r"too many (clients|connections)|remaining connection slots",
        "The PostgreSQL server has no connection left.",
        "try again when fewer clients are connected, or raise max_connections.",
    ),
)


@dataclass(frozen=True)
class Address:
    """Where to publish; `str()` and `repr()` never show the password."""

    parameters: dict[str, str] = field(repr=False)

    @classmethod
    def read(cls, text: str) -> Address:
        """Take a `postgresql://` address apart; raises `Refusal` that does not repeat it."""
        parameters: dict[str, str] = {}
        if text.startswith(_SCHEMES):
            # libpq's own complaint quotes the address, password and all: it is not passed on.
            try:
                parameters = conninfo_to_dict(text)
            except psycopg.Error:
                parameters = {}
        if not parameters:
            raise Refusal(
                "The address cannot be read.",
                cure="write postgresql://user:password@host:port/database; signs such as"
                " @ : / # % in user or password are written %40 %3A %2F %23 %25.",
                stage=STAGE,
            ) from None
        return cls(parameters)

    def __str__(self) -> str:
        known = self.parameters
        user = f"{quote(known['user'], safe='')}@" if known.get("user") else ""
        port = f":{known['port']}" if known.get("port") else ""
        return f"postgresql://{user}{known.get('host', '')}{port}/{known.get('dbname', '')}"

    def __repr__(self) -> str:
        return f"Address({self})"

    def without_secrets(self, text: str) -> str:
        """`text` with this address's password taken out, however it is written."""
        password = self.parameters.get("password")
        if password:
            for form in (password, quote(password, safe=""), quote(password)):
                text = text.replace(form, "***")
        return text

    def connect(self) -> psycopg.Connection:
        """A connection for a publication, in autocommit; raises `Refusal` when there is none."""
        try:
            connection = psycopg.connect(
                **{
                    "connect_timeout": "10",
                    "application_name": "aftersales publish",
                    **self.parameters,
                    "client_encoding": "UTF8",
                },
                autocommit=True,
            )
        except psycopg.Error as error:
            raise self._no_way_in(str(error)) from None
        if connection.info.server_version < _LEAST_VERSION:
            found = connection.info.server_version // 10000
            connection.close()
            raise Refusal(
                f"{self} is PostgreSQL {found}.", cure="publish to 14 or newer.", stage=STAGE
            )
        _set_up(connection)
        return connection

    def _no_way_in(self, message: str) -> Refusal:
        said = self.without_secrets(" ".join(message.split()))
        for pattern, title, cure in _REASONS:
            if re.search(pattern, said):
                return Refusal(f"{title} ({self})", cure=cure, stage=STAGE)
        return Refusal(
            f"The PostgreSQL server cannot be reached. ({self})",
            [said],
            cure="check host and port, that the server runs, and that it listens on this network.",
            stage=STAGE,
            passes_by_itself=True,
        )

    @contextmanager
    def told_in_one_breath(self) -> Iterator[None]:
        """Turn what the server complains of into a `Refusal` with a cure, without secrets."""
        try:
            yield
        except psycopg.Error as error:
            raise self._complaint(error) from None

    def _complaint(self, error: psycopg.Error) -> Refusal:
        said = error.diag.message_primary or " ".join(str(error).split())
        title, cure = "PostgreSQL refused the publication; the old build stands.", ""
        passes_by_itself = False
        if isinstance(error, errors.InsufficientPrivilege):
            title = "The publishing user may not do this in the database; the old build stands."
            cure = (
                "let it own the database (alter database NAME owner to USER), or grant it create"
                " on the database; publish always as the same user."
            )
        elif isinstance(error, errors.LockNotAvailable):
            title = "Somebody holds a relation that must change; the old build stands."
            cure = "publish again when that session has ended its transaction."
            passes_by_itself = True
        elif isinstance(error, errors.DependentObjectsStillExist):
            title = "Something of yours rests on a relation that must change its shape."
            cure = "drop it, publish, and make it anew."
        elif isinstance(error, psycopg.OperationalError):
            title = "The connection to PostgreSQL was lost; the old build stands."
            cure = "publish again."
            passes_by_itself = True
        details = [self.without_secrets(line) for line in (said, error.diag.message_detail) if line]
        return Refusal(title, details, cure, stage=STAGE, passes_by_itself=passes_by_itself)


def _set_up(connection: psycopg.Connection) -> None:
    for setting, value in (
        # The role's own limits are for its other work.
        ("statement_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
        ("lock_timeout", "10s"),
        ("search_path", "pg_catalog"),
        ("TimeZone", "UTC"),
        ("client_min_messages", "warning"),
        # COPY and casts of a carried column must not read a date the local way.
        ("DateStyle", "ISO, YMD"),
    ):
        connection.execute("select set_config(%s, %s, false)", [setting, value])
    # A killed publisher is noticed at once, also in the middle of a long statement; a server on
    # Windows cannot do that.
    with suppress(errors.InvalidParameterValue):
        connection.execute("set client_connection_check_interval = '1s'")
