"""Who may see which statistics: with the coverage of the school."""

from sqlalchemy import ColumnElement, false

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import at_school, rule

from .models import StatisticValue


@rule(StatisticValue)
def statistic_value(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return at_school(actor, permission, StatisticValue.municipality_id, StatisticValue.school_id, led=false())
