"""How modes, levels and audiences are read."""

from collections.abc import Mapping

from flask_babel import LazyString

from prevention.formats import lazy_gettext

from .models import Audience, DeliveryMode, PreventionLevel

MODES: Mapping[DeliveryMode, LazyString] = {
    DeliveryMode.LESSON_SERIES: lazy_gettext("Lessons in order"),
    DeliveryMode.STATION_SERIES: lazy_gettext("Stations at the class's own pace"),
    DeliveryMode.CONTINUOUS: lazy_gettext("Goes on all the time"),
    DeliveryMode.COURSE: lazy_gettext("Course"),
    DeliveryMode.INDIVIDUAL: lazy_gettext("One young person at a time"),
    DeliveryMode.ONE_OFF: lazy_gettext("A single visit"),
}
LEVELS: Mapping[PreventionLevel, LazyString] = {
    PreventionLevel.UNIVERSAL: lazy_gettext("For everyone (universal)"),
    PreventionLevel.SELECTIVE: lazy_gettext("For groups that need more (selective)"),
    PreventionLevel.INDICATED: lazy_gettext("For those already in difficulty (indicated)"),
}
AUDIENCES: Mapping[Audience, LazyString] = {
    Audience.PUPILS: lazy_gettext("Pupils"),
    Audience.STAFF: lazy_gettext("Staff"),
    Audience.GUARDIANS: lazy_gettext("Guardians"),
}
