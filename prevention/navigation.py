"""The menu: one table. An entry is shown to those who hold its permission, in this order."""

from dataclasses import dataclass

from flask_babel import LazyString

from prevention.formats import lazy_gettext

from .access.permissions import Permission
from .access.roles import Reach


@dataclass(frozen=True, slots=True)
class Item:
    endpoint: str
    label: LazyString
    permission: Permission | None
    whole_room: bool = False  # marked as current on every page of its blueprint
    beside: frozenset[str] = frozenset()  # marked as current on these pages of other rooms too
    reach: Reach | None = None  # shown only to those who hold the permission with just this reach


BESIDE_COVERAGE = frozenset(
    f"{room}.{page}" for room in ("quality", "observations", "surveys", "readiness") for page in ("overview", "school")
)
MENU: tuple[Item, ...] = (
    Item("cases.inbox", lazy_gettext("Inbox"), Permission.CASE_HANDLE),
    Item("cases.my_cases", lazy_gettext("My cases"), Permission.CASE_HANDLE),
    Item("unit.search", lazy_gettext("Search"), Permission.CASE_HANDLE),
    Item("unit.overview", lazy_gettext("The unit"), Permission.CASE_LEAD),
    Item("unit.duty_roster", lazy_gettext("Duty"), Permission.CASE_LEAD),
    Item("unit.log", lazy_gettext("The unit's log"), Permission.CASE_LOG_REVIEW),
    Item("logbook.my_sessions", lazy_gettext("My sessions"), Permission.SESSION_LOG, True, reach=Reach.LED),
    Item(
        "observations.mine",
        lazy_gettext("Observations"),
        Permission.OBSERVATION_WRITE,
        beside=frozenset({"observations.rate"}),
        reach=Reach.ASSIGNED,
    ),
    Item("coverage.overview", lazy_gettext("Coverage"), Permission.COVERAGE_READ, True, BESIDE_COVERAGE),
    Item("statistics.results", lazy_gettext("Results"), Permission.COVERAGE_READ, whole_room=True),
    Item("reports.overview", lazy_gettext("Reports"), Permission.COVERAGE_READ, whole_room=True),
    Item("classes.class_list", lazy_gettext("Classes"), Permission.CLASS_READ, whole_room=True),
    Item("programmes.programme_list", lazy_gettext("Programmes"), Permission.PROGRAMME_READ, whole_room=True),
    Item("referrals.sent_list", lazy_gettext("Concerns"), Permission.REFERRAL_READ, whole_room=True),
    Item("handovers.handover_list", lazy_gettext("Hand-overs"), Permission.HANDOVER_READ, whole_room=True),
    Item("figures.overview", lazy_gettext("Concerns in figures"), Permission.REFERRAL_FIGURES, whole_room=True),
    Item("opendata.settings", lazy_gettext("Open data"), Permission.OPEN_DATA_PUBLISH, whole_room=True),
    Item("groups.group_list", lazy_gettext("Cooperation"), Permission.GROUP_TAKE_PART, whole_room=True),
    Item("accounts.people_list", lazy_gettext("People"), Permission.PEOPLE_READ),
    Item("organisations.school_list", lazy_gettext("Organisation"), Permission.ORGANISATION_READ, whole_room=True),
    Item("api_pages.token_list", lazy_gettext("System access"), Permission.API_TOKEN_END, whole_room=True),
    Item("audit.trail", lazy_gettext("Log"), Permission.AUDIT_READ, whole_room=True),
    Item("retention.overview", lazy_gettext("Weeding"), Permission.RETENTION_READ, whole_room=True),
    Item("pages.help", lazy_gettext("Help"), None),
)
