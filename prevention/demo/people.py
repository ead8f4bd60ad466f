"""Invented people, one for every role and the teachers that lead lessons, all with one shown password."""

import random
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import insert

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.passwords import hash_password
from prevention.extensions import db

from .places import BIG_SCHOOL, CENTRE, NORTH, SCHOOLS, SOUTH

PASSWORD = "almar-blommar-i-maj"  # noqa: S105  shown to everyone who tries the demo
HOST = "almkoping.example"
PLAIN = str.maketrans("åäöé", "aaoe")
FIRST = (
    "Agda Alvin Bengta Birger Cajsa Didrik Ebba Egil Elvira Folke Frida Gunnar Hedda Hilding Iris Ivar Jorunn Kasper "
    "Klara Love Majken Melker Nanna Nils Oda Olle Petra Ragna Rut Sixten Stina Svea Tage Tyra Ulla Valter Viola Vidar"
)
LAST = (
    "Almgärd Björkvret Blåklint Dalrymd Ekesjö Fjällgren Frostvik Granlid Gullvret Havstoft Hedlycka Järnvret Kvistlöf "
    "Lingryd Lövhamn Mossdal Månsäter Norrlykt Piltorp Rågvall Silverlind Skogvret Sommarlid Stenhöjd Svalgård Tallmyr "
    "Tornlid Vassmo Videgren Vinterlöf Åslycka Älvryd Ängsholt Örtlid"
)


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody shown by `prevention demo people`. `at` is an agency's key: a school's name, or a kind."""

    name: str
    role: Role
    at: str
    leads_in: tuple[str, ...] = ()  # districts where they lead as a guest

    @property
    def email(self) -> str:
        return email_of(self.name)


def email_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.').translate(PLAIN)}@{HOST}"


TEACHER = CastMember("Vera Granlund-Sjö", Role.TEACHER, BIG_SCHOOL.name)
POLICE_GUEST = CastMember("Tor Kvarnström-Ek", Role.PROGRAMME_LEADER, BIG_SCHOOL.name, (NORTH, CENTRE))
RESCUE_GUEST = CastMember("Hanna Eldhage", Role.RESCUE_OFFICER, AgencyKind.RESCUE_SERVICE, (NORTH, CENTRE, SOUTH))
FIELD_GUEST = CastMember("Samir Fältqvist", Role.PROGRAMME_LEADER, SCHOOLS[8].name, (SOUTH,))
HANDLER = CastMember("Jonna Trygglind", Role.SOCIAL_WORKER, AgencyKind.SOCIAL_SERVICES)
COLLEAGUE = CastMember("Mattias Omvall", Role.SOCIAL_WORKER, AgencyKind.SOCIAL_SERVICES)
LEAD = CastMember("Karin Ledmark", Role.SOCIAL_SERVICES_LEAD, AgencyKind.SOCIAL_SERVICES)
POLICE = CastMember("Elin Patrullsten", Role.POLICE_LIAISON, AgencyKind.POLICE)
PRINCIPAL = CastMember("Göran Bokesjö", Role.PRINCIPAL, BIG_SCHOOL.name)
ADMINISTRATOR = CastMember("Amina Täckdal", Role.COVERAGE_ADMINISTRATOR, AgencyKind.MUNICIPALITY)
CAST = (
    TEACHER,
    POLICE_GUEST,
    FIELD_GUEST,
    PRINCIPAL,
    ADMINISTRATOR,
    CastMember("Lovisa Nyckelhag", Role.SYSTEM_ADMINISTRATOR, AgencyKind.MUNICIPALITY),
    CastMember("Reza Granskär", Role.AUDITOR, AgencyKind.MUNICIPALITY),
    HANDLER,
    COLLEAGUE,
    LEAD,
    RESCUE_GUEST,
    POLICE,
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who can lead at a school."""

    teachers: tuple[uuid.UUID, ...]
    guests: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody's id: the cast by name, and the staff of each school by its name."""

    cast: Mapping[str, uuid.UUID]
    staff: Mapping[str, Staff]
    count: int


def add_people(municipality_id: uuid.UUID, agencies: Mapping[str, uuid.UUID], rng: random.Random) -> People:
    cast = {member.name: uuid.uuid4() for member in CAST}
    names = other_names(rng)
    held = [(member.role, cast[member.name], agencies[member.at]) for member in CAST]
    everybody = {key: name for name, key in cast.items()}
    staff = {}
    for school in SCHOOLS:
        teachers = [uuid.uuid4() for _ in range(1 + len(school.grades) * school.parallel // 4)]
        everybody |= {key: next(names) for key in teachers}
        held += [(Role.TEACHER, key, agencies[school.name]) for key in teachers]
        if school is not BIG_SCHOOL:
            everybody[head := uuid.uuid4()] = next(names)
            held.append((Role.PRINCIPAL, head, agencies[school.name]))
        guests = [cast[member.name] for member in CAST if school.district in member.leads_in]
        held += [(Role.PROGRAMME_LEADER, key, agencies[school.name]) for key in guests]
        staff[school.name] = Staff(tuple(teachers), tuple(guests))
    insert_people(municipality_id, everybody, held)
    return People(cast, staff, len(everybody))


def other_names(rng: random.Random) -> Iterator[str]:
    pairs = [f"{first} {last}" for first in FIRST.split() for last in LAST.split()]
    return iter(rng.sample(pairs, len(pairs)))


def insert_people(
    municipality_id: uuid.UUID,
    everybody: Mapping[uuid.UUID, str],
    held: Iterable[tuple[Role, uuid.UUID, uuid.UUID]],
) -> None:
    """Insert in bulk. The password is hashed once: a hundred times would take the whole time there is."""
    here, hashed, now = {"municipality_id": municipality_id}, hash_password(PASSWORD), clock.now()
    db.session.execute(
        insert(Person),
        [
            {**here, "id": key, "name": name, "email": email_of(name), "password_hash": hashed}
            for key, name in everybody.items()
        ],
    )
    db.session.execute(
        insert(RoleAssignment),
        [
            {**here, "role": role, "person_id": person, "agency_id": agency, "granted_at": now}
            for role, person, agency in dict.fromkeys(held)
        ],
    )
