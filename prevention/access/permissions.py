"""What can be done, one sentence each. A permission is held through a role at an agency, never on its own."""

from enum import StrEnum

from flask_babel import LazyString

from prevention.formats import lazy_gettext


class Permission(StrEnum):
    """One kind of act. Reading and changing are two permissions, since a page and its form are two routes."""

    summary: LazyString

    def __new__(cls, value: str, summary: LazyString) -> "Permission":
        member = str.__new__(cls, value)
        member._value_ = value
        member.summary = summary
        return member

    API_TOKEN_END = "api-token:end", lazy_gettext("See which other systems read figures here, and stop them")
    API_TOKEN_MAKE = "api-token:make", lazy_gettext("Let another system read figures, with a token")
    AUDIT_READ = "audit:read", lazy_gettext("Read the audit trail as metadata, never the content it tells of")
    CASE_BREAK_GLASS = (
        "case:break-glass",
        lazy_gettext("Open a case of the unit for an hour in an emergency, with a reason"),
    )
    CASE_HANDLE = "case:handle", lazy_gettext("Handle cases: take in, assess, decide, give feedback")
    CASE_LEAD = "case:lead", lazy_gettext("Assign cases, keep the duty roster and name handlers")
    CASE_LOG_REVIEW = "case:log-review", lazy_gettext("Review who read and changed the unit's cases")
    CASE_READ = "case:read", lazy_gettext("Read cases")
    CLASS_MANAGE = "class:manage", lazy_gettext("Import and change classes and their head counts")
    CLASS_READ = "class:read", lazy_gettext("See classes, their head counts, plans and sessions")
    COVERAGE_READ = "coverage:read", lazy_gettext("See coverage figures and make reports")
    GROUP_LEAD = "group:lead", lazy_gettext("Start a group around the young person of a case, and lead it")
    GROUP_TAKE_PART = (
        "group:take-part",
        lazy_gettext("Take part in a group: see its plan, and mark one's own commitments as done"),
    )
    HANDOVER_ANSWER = "handover:answer", lazy_gettext("Answer hand-overs: accept, log contacts, report back")
    HANDOVER_READ = "handover:read", lazy_gettext("Read what was handed over to the agency, while it runs")
    HANDOVER_SEND = "handover:send", lazy_gettext("Hand over from a case to another authority, and record consents")
    OPEN_DATA_PUBLISH = "open-data:publish", lazy_gettext("Choose which school years are published as open data")
    OBSERVATION_WRITE = (
        "observation:write",
        lazy_gettext("Rate a lesson as a second rater, where one was asked to and did not lead it"),
    )
    ORGANISATION_MANAGE = "organisation:manage", lazy_gettext("Change districts, agencies, school years and breaks")
    ORGANISATION_READ = "organisation:read", lazy_gettext("See districts, agencies, school years and breaks")
    PEOPLE_MANAGE = "people:manage", lazy_gettext("Invite and deactivate people and give them roles at an agency")
    PEOPLE_READ = "people:read", lazy_gettext("See people, their roles and invitations")
    PLAN_MANAGE = "plan:manage", lazy_gettext("Let classes take a programme: leaders, start, planned days")
    PROGRAMME_MANAGE = "programme:manage", lazy_gettext("Change programmes, editions and lessons, and set targets")
    PROGRAMME_READ = "programme:read", lazy_gettext("See programmes, editions, lessons and targets")
    READINESS_WRITE = "readiness:write", lazy_gettext("Fill in the checklist of what a school does around a programme")
    REFERRAL_FIGURES = (
        "referral:figures",
        lazy_gettext("See how many concerns the municipality sent in a school year, small numbers hidden"),
    )
    REFERRAL_READ = "referral:read", lazy_gettext("See what was sent and its status")
    REFERRAL_SETTINGS = (
        "referral:settings",
        lazy_gettext("Choose whether the head is told that something was sent"),
    )
    REFERRAL_WRITE = "referral:write", lazy_gettext("Write a concern or a consultation and send it")
    RETENTION_READ = "retention:read", lazy_gettext("See how long records are kept and what was weeded, never content")
    SESSION_LOG = "session:log", lazy_gettext("Log a session and correct a log")
    SURVEY_WRITE = "survey:write", lazy_gettext("Enter what a class answered before and after a programme, as counts")


SECRET = frozenset(
    {
        Permission.CASE_BREAK_GLASS,
        Permission.CASE_HANDLE,
        Permission.CASE_LEAD,
        Permission.CASE_LOG_REVIEW,
        Permission.CASE_READ,
        Permission.GROUP_LEAD,
        Permission.GROUP_TAKE_PART,
        Permission.HANDOVER_ANSWER,
        Permission.HANDOVER_READ,
        Permission.HANDOVER_SEND,
        Permission.REFERRAL_READ,
        Permission.REFERRAL_WRITE,
    }
)
"""What opens secret rows. Behind these the database is told who asks, and looking is recorded like writing."""
