"""Switching open data on and off."""

from sqlalchemy import select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import visible
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.organisations.models import Municipality

from .models import OpenDataSetting, Scope

SCOPE_CHOSEN = event("open_data.scope_chosen", "scope")


def choose_scope(actor: Actor, scope: Scope) -> None:
    """Publish these years of the actor's municipality from now on. The same choice twice is made once."""
    municipality = select(Municipality).where(Municipality.id == actor.municipality_id).with_for_update()
    here = db.session.scalars(municipality).one()  # two at once would each add the row
    setting = db.session.scalar(visible(OpenDataSetting, Permission.OPEN_DATA_PUBLISH, actor))
    if setting is None:
        setting = OpenDataSetting(municipality_id=here.id, scope=Scope.NONE)
        db.session.add(setting)
    if setting.scope is scope:
        return
    setting.scope = scope
    record(actor, SCOPE_CHOSEN, setting, scope=scope.value)
