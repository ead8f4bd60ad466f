"""Which rows a permission opens, said once as SQL: lists, single objects, counts and exports all ask `visible`."""

import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from prevention.database import Base

from .actor import Actor
from .permissions import Permission
from .roles import Reach

Rule = Callable[[Actor, Permission], ColumnElement[bool]]
Model = TypeVar("Model", bound=Base)
RULES: dict[type[Base], Rule] = {}


def rule(model: type[Base]) -> Callable[[Rule], Rule]:
    """Register the one rule of a model: a function `(actor, permission)` that returns the WHERE of its rows."""

    def register(function: Rule) -> Rule:
        if model in RULES:
            raise RuntimeError(f"{model.__name__} has a rule already: one place for each rule.")
        RULES[model] = function
        return function

    return register


def visible(model: type[Model], permission: Permission, actor: Actor) -> Select[Model]:
    """Return the select of the rows this actor may touch with this permission: none where it is not held.

    :raises KeyError: for a model without a rule.
    """
    return select(model).where(allowed(model, permission, actor))


def one_visible(model: type[Model], permission: Permission, actor: Actor) -> Select[Model]:
    """Return the select of the row `key`, if this actor may touch it with this permission."""
    return by_key(model, allowed(model, permission, actor))


@lru_cache(1024)
def by_key(model: type[Model], condition: ColumnElement[bool]) -> Select[Model]:
    return select(model).where(condition, model.id == bindparam("key"))


def allowed(model: type[Base], permission: Permission, actor: Actor) -> ColumnElement[bool]:
    """Return the same rule as an expression, for a join or a count."""
    return ask(RULES[model], actor, permission)


@lru_cache(1024)
def ask(asked: Rule, actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Return a rule's answer, kept for as long as the actor holds the same: building SQL costs more than running it."""
    return asked(actor, permission) if actor.may(permission) else false()


def in_municipality(
    actor: Actor, permission: Permission, municipality: InstrumentedAttribute[uuid.UUID]
) -> ColumnElement[bool]:
    """Open the rows of the actor's municipality, where the permission is held at the municipality itself."""
    return municipality == actor.municipality_id if actor.everywhere(permission) else false()


def at_school(
    actor: Actor,
    permission: Permission,
    municipality: InstrumentedAttribute[uuid.UUID],
    school: InstrumentedAttribute[uuid.UUID] | InstrumentedAttribute[uuid.UUID | None],
    led: ColumnElement[bool],
) -> ColumnElement[bool]:
    """Open the rows of schools: all of the municipality's, those where a role is held, or there those one leads.

    The municipality is named always: a database that is spread over nodes then knows which one to ask.
    """
    here = municipality == actor.municipality_id
    if actor.everywhere(permission):
        return here
    ways: list[ColumnElement[bool]] = []
    if whole := actor.agencies(permission, Reach.AGENCY):
        ways.append(among(school, whole))
    if own := actor.agencies(permission, Reach.LED):
        ways.append(and_(among(school, own), led))
    return and_(here, or_(false(), *ways))


def among(
    column: InstrumentedAttribute[uuid.UUID] | InstrumentedAttribute[uuid.UUID | None], keys: frozenset[uuid.UUID]
) -> ColumnElement[bool]:
    """Most people work at one school: an equality, since SQLAlchemy writes an IN anew each time it runs."""
    return column.in_(keys) if len(keys) > 1 else column == next(iter(keys))
