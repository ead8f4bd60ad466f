"""Who may see and change what is published: who publishes for the municipality."""

from sqlalchemy import ColumnElement

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import in_municipality, rule

from .models import OpenDataSetting


@rule(OpenDataSetting)
def open_data_setting(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, OpenDataSetting.municipality_id)
