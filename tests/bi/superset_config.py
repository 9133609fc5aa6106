"""Settings of the Superset that the tests start; read by its own Python, not by the project's."""

import os

SECRET_KEY = os.environ["BI_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db"
# The API's tests need no page; a page of the tests is plain HTTP on the loopback.
TALISMAN_ENABLED = False
LOAD_EXAMPLES = False
# A query that is served from memory would prove nothing about the mart.
CACHE_CONFIG = DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
RATELIMIT_ENABLED = False
SQL_MAX_ROW = 200_000
