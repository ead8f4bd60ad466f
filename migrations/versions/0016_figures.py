"""Figures about concerns: the database hides small numbers before anybody sees them, as prevention.suppression does."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Parts of one sum; the total is appended. Below five is hidden, then the last that is shown, until nothing is told: not
# by a single hidden part, not by few together, not by parts that must all be four.
SUPPRESSED = """
    CREATE FUNCTION app_suppressed(parts bigint[]) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE
    SET search_path = public, pg_temp AS $$
    DECLARE
        shown bigint[] := parts;
        total bigint := 0;
        out_of_sight int := 0;
        together bigint := 0;
    BEGIN
        FOR place IN 1 .. cardinality(parts) LOOP
            total := total + parts[place];
            IF parts[place] < 5 THEN
                shown[place] := NULL;
                out_of_sight := out_of_sight + 1;
                together := together + parts[place];
            END IF;
        END LOOP;
        FOR place IN REVERSE cardinality(parts) .. 1 LOOP
            EXIT WHEN out_of_sight = 0 OR (out_of_sight > 1 AND together >= 5 AND together <> 4 * out_of_sight);
            IF shown[place] IS NOT NULL THEN
                shown[place] := NULL;
                out_of_sight := out_of_sight + 1;
                together := together + parts[place];
            END IF;
        END LOOP;
        IF total < 5 OR out_of_sight = 1 OR (out_of_sight > 0 AND together = 4 * out_of_sight) THEN
            total := NULL;
        END IF;
        RETURN shown || total;
    END $$
"""
FIGURES = """
    CREATE FUNCTION app_referral_figures()
    RETURNS TABLE (
        first_year int, sent bigint, opened bigint, not_opened bigint, already_ongoing bigint, undecided bigint
    ) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        WITH here AS (
            SELECT DISTINCT agency.municipality_id AS id FROM agency
            WHERE agency.id = ANY (app_agencies(ARRAY['coverage_administrator'])) AND agency.kind = 'municipality'
        ), over_now AS (
            SELECT extract(year FROM app_today())::int
                - CASE WHEN extract(month FROM app_today()) >= 10 THEN 1 ELSE 2 END AS last
        ), years AS (
            SELECT DISTINCT here.id AS municipality_id, extract(year FROM school_year.starts_on)::int AS first
            FROM here JOIN school_year ON school_year.municipality_id = here.id CROSS JOIN over_now
            WHERE extract(year FROM school_year.starts_on) BETWEEN over_now.last - 2 AND over_now.last
        ), told AS (
            SELECT years.first, message.id, (
                SELECT code FROM status_event
                WHERE referral_id = message.id AND code IN ('opened', 'not_opened', 'already_ongoing')
                AND at < make_timestamptz(years.first + 1, 10, 1, 0, 0, 0, 'Europe/Stockholm')
                ORDER BY at DESC, id DESC LIMIT 1
            ) AS answer
            FROM years LEFT JOIN referral message ON message.municipality_id = years.municipality_id
            AND message.status = 'sent' AND message.kind = 'concern'
            AND message.sent_at >= make_timestamptz(years.first, 7, 1, 0, 0, 0, 'Europe/Stockholm')
            AND message.sent_at < make_timestamptz(years.first + 1, 7, 1, 0, 0, 0, 'Europe/Stockholm')
        ), counted AS (
            SELECT first, app_suppressed(ARRAY[
                count(*) FILTER (WHERE answer = 'opened'),
                count(*) FILTER (WHERE answer = 'not_opened'),
                count(*) FILTER (WHERE answer = 'already_ongoing'),
                count(id) FILTER (WHERE answer IS NULL)
            ]) AS cells
            FROM told GROUP BY first
        )
        SELECT first, cells[5], cells[1], cells[2], cells[3], cells[4] FROM counted ORDER BY first DESC
    $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(SUPPRESSED)
        op.execute(FIGURES)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION app_referral_figures()")
        op.execute("DROP FUNCTION app_suppressed(bigint[])")
