"""One Superset in one process: a fresh metadata database, one administrator, then the server.

Run by the Python of Superset's own environment, with the port as its argument.
"""

import logging
import os
import sqlite3
import sys

from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.engine import Engine
from superset.app import create_app


@event.listens_for(Engine, "connect")
def write_without_waiting(connection, _record) -> None:
    """The metadata live as long as the test, so nothing of them need reach the disk."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")


def prepare(app) -> None:
    """What `superset db upgrade`, `init` and `fab create-admin` do, in one start of Python."""
    from superset.extensions import appbuilder, security_manager

    upgrade()
    # Alembic's own logging silences every logger that was there before.
    for logger in logging.root.manager.loggerDict.values():
        logger.disabled = False
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    security_manager.add_user(
        os.environ["BI_USER"],
        "BI",
        "Test",
        "bi@example.invalid",
        security_manager.find_role("Admin"),
        password=os.environ["BI_PASSWORD"],
    )


application = create_app()
with application.app_context():
    prepare(application)
application.run(host="127.0.0.1", port=int(sys.argv[1]), threaded=True)
