"""What can be done, one sentence each. A permission is held through a role at an agency, never on its own."""

from enum import StrEnum


class Permission(StrEnum):
    """One kind of act. Reading and changing are two permissions, since a page and its form are two routes."""

    summary: str

    def __new__(cls, value: str, summary: str) -> "Permission":
        member = str.__new__(cls, value)
        member._value_ = value
        member.summary = summary
        return member

    AUDIT_READ = "audit:read", "Read the audit trail as metadata, never the content it tells of"
    CLASS_MANAGE = "class:manage", "Import and change classes and their head counts"
    CLASS_READ = "class:read", "See classes, their head counts, plans and sessions"
    COVERAGE_READ = "coverage:read", "See coverage figures and make reports"
    ORGANISATION_MANAGE = "organisation:manage", "Change districts, agencies, school years and breaks"
    ORGANISATION_READ = "organisation:read", "See districts, agencies, school years and breaks"
    PEOPLE_MANAGE = "people:manage", "Invite and deactivate people and give them roles at an agency"
    PEOPLE_READ = "people:read", "See people, their roles and invitations"
    PLAN_MANAGE = "plan:manage", "Let classes take a programme: leaders, start, planned days"
    PROGRAMME_MANAGE = "programme:manage", "Change programmes, editions and lessons, and set targets"
    PROGRAMME_READ = "programme:read", "See programmes, editions, lessons and targets"
    SESSION_LOG = "session:log", "Log a session and correct a log"
