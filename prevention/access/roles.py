"""The roles, as people read them: shown as they stand on the administrator's page and by `prevention access show`.

There is no superuser. Who grants access cannot use it: the system administrator manages people and sees no class.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString

from prevention.formats import lazy_gettext

from .kinds import AgencyKind
from .permissions import Permission


class Role(StrEnum):
    TEACHER = "teacher"
    PRINCIPAL = "principal"
    PROGRAMME_LEADER = "programme_leader"
    SOCIAL_WORKER = "social_worker"
    SOCIAL_SERVICES_LEAD = "social_services_lead"
    RESCUE_OFFICER = "rescue_officer"
    POLICE_LIAISON = "police_liaison"
    COVERAGE_ADMINISTRATOR = "coverage_administrator"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    AUDITOR = "auditor"


class Reach(StrEnum):
    """How far a permission goes at the agency where its role is held; `mark` stands for it in the printed table."""

    mark: str
    words: LazyString

    def __new__(cls, value: str, mark: str, words: LazyString) -> "Reach":
        member = str.__new__(cls, value)
        member._value_ = value
        member.mark, member.words = mark, words
        return member

    # At the municipality everything is what there is in all its schools.
    AGENCY = "agency", "A", lazy_gettext("everything there")
    LED = "led", "L", lazy_gettext("only what they lead")
    OWN = "own", "O", lazy_gettext("only what they wrote")
    # What one is assigned, offered or asked to do, and what arrives while one is on duty.
    ASSIGNED = "assigned", "S", lazy_gettext("only what they were given")


@dataclass(frozen=True, slots=True)
class RoleDescription:
    title: LazyString
    description: LazyString
    held_at: AgencyKind
    permissions: Mapping[Permission, Reach]


def whole(*permissions: Permission) -> dict[Permission, Reach]:
    return dict.fromkeys(permissions, Reach.AGENCY)


def led(*permissions: Permission) -> dict[Permission, Reach]:
    return dict.fromkeys(permissions, Reach.LED)


def own(*permissions: Permission) -> dict[Permission, Reach]:
    return dict.fromkeys(permissions, Reach.OWN)


def assigned(*permissions: Permission) -> dict[Permission, Reach]:
    return dict.fromkeys(permissions, Reach.ASSIGNED)


ROLES: Mapping[Role, RoleDescription] = {
    Role.TEACHER: RoleDescription(
        lazy_gettext("Teacher"),
        lazy_gettext(
            "Logs sessions for the classes they lead, and sees those classes. Sends a concern and follows its status."
        ),
        AgencyKind.SCHOOL,
        led(Permission.CLASS_READ, Permission.SESSION_LOG, Permission.SURVEY_WRITE)
        | own(Permission.REFERRAL_READ, Permission.REFERRAL_WRITE)
        | assigned(Permission.GROUP_TAKE_PART, Permission.OBSERVATION_WRITE),
    ),
    Role.PRINCIPAL: RoleDescription(
        lazy_gettext("Principal"),
        lazy_gettext(
            "Sees all classes, sessions and coverage of the school, plans its programmes, and sees what it sent."
        ),
        AgencyKind.SCHOOL,
        whole(
            Permission.API_TOKEN_END,
            Permission.API_TOKEN_MAKE,
            Permission.CLASS_READ,
            Permission.COVERAGE_READ,
            Permission.HANDOVER_ANSWER,
            Permission.HANDOVER_READ,
            Permission.OBSERVATION_WRITE,
            Permission.PLAN_MANAGE,
            Permission.READINESS_WRITE,
            Permission.REFERRAL_READ,
            Permission.REFERRAL_SETTINGS,
            Permission.SURVEY_WRITE,
        )
        | own(Permission.REFERRAL_WRITE)
        | assigned(Permission.GROUP_TAKE_PART),
    ),
    Role.PROGRAMME_LEADER: RoleDescription(
        lazy_gettext("Programme leader (guest)"),
        lazy_gettext(
            "From the police, the rescue service, the field team or leisure. Logs sessions for the classes they lead, "
            "and takes part in groups they are invited to."
        ),
        AgencyKind.SCHOOL,
        led(Permission.CLASS_READ, Permission.SESSION_LOG, Permission.SURVEY_WRITE)
        | assigned(Permission.GROUP_TAKE_PART, Permission.OBSERVATION_WRITE),
    ),
    Role.SOCIAL_WORKER: RoleDescription(
        lazy_gettext("Social worker"),
        lazy_gettext("Handles the cases they are assigned, and the inbox where they hold intake duty."),
        AgencyKind.SOCIAL_SERVICES,
        assigned(
            Permission.CASE_READ,
            Permission.CASE_HANDLE,
            Permission.GROUP_LEAD,
            Permission.GROUP_TAKE_PART,
            Permission.HANDOVER_SEND,
        )
        | whole(Permission.CASE_BREAK_GLASS),
    ),
    Role.SOCIAL_SERVICES_LEAD: RoleDescription(
        lazy_gettext("Social services lead"),
        lazy_gettext("Leads the unit: its cases, who handles them, and its log reviews."),
        AgencyKind.SOCIAL_SERVICES,
        whole(
            Permission.CASE_READ,
            Permission.CASE_HANDLE,
            Permission.CASE_LEAD,
            Permission.CASE_LOG_REVIEW,
            Permission.GROUP_LEAD,
            Permission.HANDOVER_SEND,
        ),
    ),
    Role.RESCUE_OFFICER: RoleDescription(
        lazy_gettext("Rescue officer"),
        lazy_gettext("Handles what was handed over to the rescue service, and sees only what was disclosed."),
        AgencyKind.RESCUE_SERVICE,
        whole(Permission.HANDOVER_ANSWER, Permission.HANDOVER_READ) | assigned(Permission.GROUP_TAKE_PART),
    ),
    Role.POLICE_LIAISON: RoleDescription(
        lazy_gettext("Police liaison"),
        lazy_gettext("Handles what was handed over to the police, and sees only what was disclosed."),
        AgencyKind.POLICE,
        whole(Permission.HANDOVER_ANSWER, Permission.HANDOVER_READ) | assigned(Permission.GROUP_TAKE_PART),
    ),
    Role.COVERAGE_ADMINISTRATOR: RoleDescription(
        lazy_gettext("Coverage administrator"),
        lazy_gettext(
            "Programmes, targets, classes, plans, sessions and coverage of every school. No pupil, no referral."
        ),
        AgencyKind.MUNICIPALITY,
        whole(
            Permission.API_TOKEN_END,
            Permission.API_TOKEN_MAKE,
            Permission.CLASS_MANAGE,
            Permission.CLASS_READ,
            Permission.COVERAGE_READ,
            Permission.OPEN_DATA_PUBLISH,
            Permission.OBSERVATION_WRITE,
            Permission.ORGANISATION_READ,
            Permission.PLAN_MANAGE,
            Permission.PROGRAMME_MANAGE,
            Permission.PROGRAMME_READ,
            Permission.READINESS_WRITE,
            Permission.REFERRAL_FIGURES,
            Permission.SESSION_LOG,
            Permission.SURVEY_WRITE,
        ),
    ),
    Role.SYSTEM_ADMINISTRATOR: RoleDescription(
        lazy_gettext("System administrator"),
        lazy_gettext("People, roles and organisation. Sees no class, no session and no referral."),
        AgencyKind.MUNICIPALITY,
        whole(
            Permission.API_TOKEN_END,
            Permission.ORGANISATION_MANAGE,
            Permission.ORGANISATION_READ,
            Permission.PEOPLE_MANAGE,
            Permission.PEOPLE_READ,
        ),
    ),
    Role.AUDITOR: RoleDescription(
        lazy_gettext("Auditor"),
        lazy_gettext("Reviews who did what and when. Sees no content."),
        AgencyKind.MUNICIPALITY,
        whole(Permission.AUDIT_READ, Permission.RETENTION_READ),
    ),
}
