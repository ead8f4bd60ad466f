"""What is compared with: SQL as a person would write it, run by the driver."""

from collections.abc import Mapping
from typing import Any

from prevention import clock
from prevention.extensions import db
from prevention.organisations.proposals import proposed_year, year_of

TODAY = clock.today()
YEAR = proposed_year(year_of(TODAY), "").name
LOGS = """
    SELECT p.municipality_id, p.programme_id,
        count(*) FILTER (WHERE l.status = 'held'), count(*) FILTER (WHERE l.status = 'partly_held'),
        count(*) FILTER (WHERE l.status = 'not_held')
    FROM session_log l
    JOIN participation p ON p.id = l.participation_id
    JOIN school_year y ON y.id = p.school_year_id
    WHERE y.name = %(year)s AND l.superseded_at IS NULL AND l.status <> 'moved'
    GROUP BY p.municipality_id, p.programme_id
"""
ALL_LOGS = """
    SELECT municipality_id, status, count(*) FROM session_log
    WHERE superseded_at IS NULL GROUP BY municipality_id, status
"""
ONE = """
    SELECT s.*, coalesce(d.lessons, 0)
    FROM (
        SELECT programme_id, school_id, sum(classes), sum(taking), sum(started), sum(completed), sum(pupils),
            sum(reached), sum(held), sum(partly_held), sum(not_held), sum(open), sum(not_planned), sum(outside)
        FROM coverage_sum WHERE municipality_id = %(municipality)s AND school_year_id = %(year)s
        GROUP BY programme_id, school_id
    ) s
    LEFT JOIN (
        SELECT programme_id, school_id, sum(lessons) AS lessons FROM coverage_day
        WHERE municipality_id = %(municipality)s AND school_year_id = %(year)s AND planned_on < %(today)s
        GROUP BY programme_id, school_id
    ) d USING (programme_id, school_id)
"""
CLASSES = """
    SELECT c.id FROM school_class c JOIN municipality m ON m.id = c.municipality_id
    WHERE m.code = :code ORDER BY c.id LIMIT 1
"""
OPEN_LESSONS = """
    SELECT DISTINCT ON (s.participation_id) s.participation_id, s.lesson_id
    FROM planned_session s
    JOIN municipality m ON m.id = s.municipality_id
    JOIN participation p ON p.id = s.participation_id
    JOIN school_year y ON y.id = p.school_year_id
    JOIN lesson l ON l.id = s.lesson_id
    WHERE m.code = :code AND y.name = :year AND s.outcome IS NULL
    ORDER BY s.participation_id, l.number
"""


def ask(statement: str, values: Mapping[str, Any]) -> object:
    """Run it by the driver and fetch all of it."""
    driver = db.session.connection().connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor:
        return cursor.execute(statement, values).fetchall()
