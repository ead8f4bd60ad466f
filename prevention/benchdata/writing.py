"""Rows go to their tables in bulk: by COPY on PostgreSQL, by one INSERT for many rows on SQLite."""

from collections.abc import Sequence

from sqlalchemy import text

from prevention.extensions import db, on_postgresql

from .year import COLUMNS, Row, YearRows


def write(rows: YearRows) -> None:
    """Write the rows of a year, as the owner of the tables. Their times are UTC."""
    if on_postgresql():
        db.session.execute(text("SET LOCAL timezone TO 'UTC'"))
    put = copy if on_postgresql() else insert_many
    for table, of_table in rows.tables.items():
        put(table, COLUMNS[table], of_table)


def copy(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    driver = db.session.connection().connection.driver_connection
    assert driver is not None  # noqa: S101  narrows the type
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as into:
        for row in rows:
            into.write_row(row)


def insert_many(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608  our own names
    if rows:
        db.session.connection().exec_driver_sql(statement, list(rows))


def gather_statistics() -> None:
    """Do at once what PostgreSQL's housekeeping does within a minute of many new rows: without, it plans badly."""
    if on_postgresql():
        db.session.execute(text("ANALYZE"))
