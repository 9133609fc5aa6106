"""The role `aftersales_reader`: BI users are made members of it; it reads and does nothing else."""

from __future__ import annotations

import psycopg
from psycopg import sql

from orchestration.manifest import PUBLISHED_SCHEMAS

ROLE = "aftersales_reader"


def make_role(connection: psycopg.Connection) -> list[str]:
    """See that the role is there; returns what an administrator must do when it cannot be made."""
    if _role_exists(connection):
        return []
    try:
        with connection.transaction():
            connection.execute(
                sql.SQL("create role {} nologin nosuperuser nocreatedb nocreaterole").format(
                    sql.Identifier(ROLE)
                )
            )
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        return []  # a publication to another database of this server was quicker
    except psycopg.errors.InsufficientPrivilege:
        return [
            f"There is no role {ROLE} and this user may not create one, so nobody was given the"
            f" right to read. Cure: an administrator runs `create role {ROLE} nologin`; publish"
            " again."
        ]
    return []


def _role_exists(connection: psycopg.Connection) -> bool:
    query = "select 1 from pg_roles where rolname = %s"
    return connection.execute(query, [ROLE]).fetchone() is not None


def make_schemas(connection: psycopg.Connection) -> None:
    """The three schemas, nothing of them anybody's but the publisher's."""
    for schema in PUBLISHED_SCHEMAS:
        if connection.execute("select to_regnamespace(%s)", [schema]).fetchone()[0] is None:
            connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))


def grant(connection: psycopg.Connection) -> None:
    """Reading for the role, on what is there and what will come; nothing for PUBLIC.

    Only what is missing is said, so that a usual night changes no catalogue row.
    """
    with_role = _role_exists(connection)
    for schema in PUBLISHED_SCHEMAS:
        name = sql.Identifier(schema)
        _revoke_from_public(connection, schema, name)
        if not with_role:
            continue
        if not connection.execute(
            "select has_schema_privilege(%s, %s, 'USAGE')", [ROLE, schema]
        ).fetchone()[0]:
            connection.execute(
                sql.SQL("grant usage on schema {} to {}").format(name, sql.Identifier(ROLE))
            )
        if not connection.execute(
            "select 1 from pg_default_acl d, aclexplode(d.defaclacl) a"
            " where d.defaclnamespace = to_regnamespace(%s) and d.defaclobjtype = 'r'"
            " and d.defaclrole = (select oid from pg_roles where rolname = current_user)"
            " and a.grantee = (select oid from pg_roles where rolname = %s)",
            [schema, ROLE],
        ).fetchone():
            connection.execute(
                sql.SQL("alter default privileges in schema {} grant select on tables to {}")
                .format(name, sql.Identifier(ROLE))
            )  # fmt: skip
    if with_role:
        _grant_select(connection)


def _revoke_from_public(connection: psycopg.Connection, schema: str, name: sql.Identifier) -> None:
    granted = connection.execute(
        "select 1 from pg_namespace n, aclexplode(n.nspacl) a"
        " where n.nspname = %s and a.grantee = 0",
        [schema],
    ).fetchone()
    if granted:
        connection.execute(sql.SQL("revoke all on schema {} from public").format(name))


def _grant_select(connection: psycopg.Connection) -> None:
    missing = connection.execute(
        "select schema_name, relation_name from aftersales.stored_relations"
        " where not has_table_privilege(%s, format('%%I.%%I', schema_name, relation_name),"
        " 'SELECT')",
        [ROLE],
    ).fetchall()
    for pair in missing:
        connection.execute(
            sql.SQL("grant select on {} to {}").format(sql.Identifier(*pair), sql.Identifier(ROLE))
        )


def close_own_database(connection: psycopg.Connection) -> list[str]:
    """Take from PUBLIC what PostgreSQL gives everybody in a database: temporary tables, mainly.

    Only where the database is ours alone and the publisher owns it; else what remains is returned
    as words for the administrator.
    """
    database = connection.info.dbname
    owned, shared = connection.execute(
        "select pg_has_role(current_user, d.datdba, 'USAGE'), exists (select from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm')"
        " and c.relpersistence = 'p' and n.nspname !~ '^pg_' and n.nspname <> all(%s))"
        " from pg_database d where d.datname = current_database()",
        [["information_schema", "aftersales", *PUBLISHED_SCHEMAS]],
    ).fetchone()
    if owned and not shared and _public_may_make_temporary(connection):
        connection.execute(
            sql.SQL("revoke temporary on database {} from public").format(sql.Identifier(database))
        )
    if not _role_exists(connection):
        return []
    may_temp, may_create = connection.execute(
        "select has_database_privilege(%(role)s, current_database(), 'TEMP'),"
        " coalesce(has_schema_privilege(%(role)s, to_regnamespace('public'), 'CREATE'), false)",
        {"role": ROLE},
    ).fetchone()
    words = (
        (may_temp, f'temporary tables (cure: revoke temporary on database "{database}"'),
        (may_create, "tables in schema public (cure: revoke create on schema public"),
    )
    return [
        f"{ROLE} may make {word} from public), as everybody in this database."
        for may, word in words
        if may
    ]


def _public_may_make_temporary(connection: psycopg.Connection) -> bool:
    """Without a list of privileges PostgreSQL's defaults hold, and they allow it."""
    return connection.execute(
        "select exists (select from pg_database d,"
        " aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a"
        " where d.datname = current_database() and a.grantee = 0"
        " and a.privilege_type = 'TEMPORARY')"
    ).fetchone()[0]
