"""The kinds of agency: a role says at which kind it can be held."""

from enum import StrEnum


class AgencyKind(StrEnum):
    MUNICIPALITY = "municipality"
    SCHOOL = "school"
    SOCIAL_SERVICES = "social_services"
    RESCUE_SERVICE = "rescue_service"
    POLICE = "police"
    FIELD_TEAM = "field_team"
    OTHER = "other"
