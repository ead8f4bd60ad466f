"""`prevention retention …`: how long records are kept, and weeding what is past its time."""

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime

import click
from flask.cli import AppGroup

from prevention import clock, owner
from prevention.database import reading
from prevention.extensions import db
from prevention.formats import speaking
from prevention.organisations.models import Municipality

from .actions import RuleData, look, set_rule, weed
from .due import Due
from .models import RecordKind
from .periods import rules_in_force
from .queries import chosen_municipalities
from .words import KEPT, period

retention_command = AppGroup("retention", help="How long records are kept, and weeding.")
ONE = click.option("--municipality", "code", metavar="CODE", help="Only this one, four digits; else all of them.")


@retention_command.command("run")
@click.option("--dry-run", is_flag=True, help="Change nothing: only list what would go, and why.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@click.option("--unknown-birth-days", is_flag=True, help="Also what is kept since no number tells the birth day.")
@ONE
def run(dry_run: bool, as_json: bool, unknown_birth_days: bool, code: str | None) -> None:
    """Weed what is past its time: destroy its keys, delete it, and write the protocol. It cannot be undone.

    Each municipality is one transaction. Output names references and rules, never people.
    """
    outcome: list[tuple[str, Due]] = []
    with owner.as_owner(), speaking("en"):
        for here in chosen(code):
            done = looked(here, unknown_birth_days) if dry_run else weeded(here, unknown_birth_days)
            outcome += [(here.code, one) for one in done]
        if as_json:
            click.echo(json.dumps([as_object(where, one, dry_run) for where, one in outcome], ensure_ascii=False))
            return
        tell(outcome, dry_run)


def chosen(code: str | None) -> list[Municipality]:
    found = chosen_municipalities(code)
    if not found:
        sys.exit(f"There is no municipality {code}." if code else "There is no municipality yet.")
    return found


def looked(here: Municipality, unknown_birth_days: bool) -> list[Due]:
    with reading():
        return look(here, unknown_birth_days=unknown_birth_days)


def weeded(here: Municipality, unknown_birth_days: bool) -> list[Due]:
    done = weed(here, unknown_birth_days=unknown_birth_days)
    db.session.commit()
    return done


def as_object(where: str, one: Due, dry_run: bool) -> dict[str, object]:
    went = "due" if dry_run else "weeded"
    return {
        "municipality": where,
        "table": one.table,
        "id": str(one.id),
        "reference": one.reference,
        "kind": one.kind,
        "last_entry": one.last_on.isoformat(),
        "kept_for": period(one.rule.amount, one.rule.unit),
        "law": one.rule.law,
        "outcome": one.kept or went,
    }


def tell(outcome: Sequence[tuple[str, Due]], dry_run: bool) -> None:
    for where, one in outcome:
        what = str(KEPT[one.kept]) if one.kept else ("Would go" if dry_run else "Weeded")
        kept_for = f"{period(one.rule.amount, one.rule.unit)} ({one.rule.law})"
        named = one.reference or one.id.hex[:8]
        click.echo(f"{where} {one.kind} {named}, last entry {one.last_on}, kept for {kept_for}: {what}")
    gone = sum(one.kept is None for _where, one in outcome)
    click.echo(f"{gone} {'would go' if dry_run else 'weeded'}, {len(outcome) - gone} kept although due.")


@retention_command.command("rules")
@ONE
def rules(code: str | None) -> None:
    """Print the rules in force."""
    with speaking("en"), reading():
        for here in chosen(code):
            for rule in rules_in_force(here.id).values():
                whose = "own" if rule.municipality_id else "general"
                research = ", keeps the selection for research" if rule.keeps_research else ""
                kept = period(rule.amount, rule.unit)
                click.echo(f"{here.code} {rule.kind}: {kept} ({whose}, {rule.law}, since {rule.valid_from}){research}")


@retention_command.command("set")
@click.argument("kind", type=click.Choice([kind.value for kind in RecordKind if kind is not RecordKind.AUDIT_EVENT]))
@click.argument("amount", metavar="NUMBER|never")
@click.option("--unit", type=click.Choice(["day", "year"]), default="year", show_default=True)
@click.option("--law", required=True, help="What it rests on, such as a decision with its date. At most 160 letters.")
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help="The first day; today if not given.")
@click.option("--municipality", "code", metavar="CODE", required=True)
def set_command(kind: str, amount: str, unit: str, law: str, valid_from: datetime | None, code: str) -> None:
    """Set how long a municipality keeps a KIND of record after its last entry. The log is never weeded."""
    with owner.as_owner(), speaking("en"):
        here = chosen(code)[0]
        before = rules_in_force(here.id)[RecordKind(kind)]
        first: date = valid_from.date() if valid_from else clock.today()
        data = RuleData(RecordKind(kind), number_of(amount), unit, law[:160], first, before.keeps_research)
        set_rule(here, data)
        db.session.commit()
        click.echo(f"{code} {kind}: {period(data.amount, unit)} from {first} on.")


def number_of(amount: str) -> int | None:
    if amount == "never":
        return None
    if not amount.isdecimal() or not 0 < int(amount) <= 1000:
        sys.exit(f"{amount} is no time to keep something. Give a whole number above 0, or: never")
    return int(amount)
