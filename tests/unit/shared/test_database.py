"""A database that is away makes work wait; an error of the work itself does not."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared.database import connect, reading, transaction
from shared.errors import UnavailableError

AWAY = [
    psycopg.OperationalError("failed to resolve host 'postgres': Name or service not known"),
    psycopg.OperationalError("connection failed: connection refused"),
    errors.ConnectionTimeout("connection timeout expired"),
    errors.AdminShutdown("terminating connection due to administrator command"),
    errors.CannotConnectNow("the database system is starting up"),
    errors.CrashShutdown("because of crash of another server process"),
    errors.TooManyConnections("too many clients already"),
    errors.DiskFull("could not extend file"),
    errors.LockNotAvailable("canceling statement due to lock timeout"),
    sqlite3.OperationalError("database is locked"),
]
OF_THE_WORK = [
    errors.UniqueViolation("duplicate key"),
    errors.UndefinedTable("relation does not exist"),
    errors.QueryCanceled("canceling statement due to statement timeout"),
    psycopg.DataError("cannot adapt"),
    sqlite3.OperationalError("no such table: claim"),
    sqlite3.IntegrityError("UNIQUE constraint failed"),
]


def _told(error: Exception) -> DBAPIError:
    return DBAPIError("INSERT", None, error)


@pytest.mark.parametrize("error", AWAY, ids=repr)
@pytest.mark.parametrize("room", [transaction, reading])
def test_a_database_that_is_away_is_said_to_be(error: Exception, room: type) -> None:
    engine = connect("sqlite://")
    with pytest.raises(UnavailableError), room(engine):
        raise _told(error)


@pytest.mark.parametrize("error", OF_THE_WORK, ids=repr)
def test_an_error_of_the_work_is_none_of_that(error: Exception) -> None:
    with pytest.raises(DBAPIError), transaction(connect("sqlite://")):
        raise _told(error)


def test_a_host_that_no_name_server_knows_is_away() -> None:
    with pytest.raises(UnavailableError), transaction(connect("postgresql://claimwire@postgres.invalid/claimwire")):
        pass


def test_a_real_clash_is_none() -> None:
    with pytest.raises(IntegrityError), transaction(connect("sqlite://")) as connection:
        connection.exec_driver_sql("CREATE TABLE one (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO one VALUES (1)")
        connection.exec_driver_sql("INSERT INTO one VALUES (1)")
