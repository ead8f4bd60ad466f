from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from click.testing import Result
from sqlalchemy import select

from prevention.access.kinds import AgencyKind
from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.organisations.models import Agency, OwnerType
from prevention.organisations.queries import all_municipalities
from tests.authority import Import
from tests.world import World

from .conftest import Register, counts, imported, listed, school

CEDERSTAD = "school-units_9903_page0.json"


def saying(total: int) -> Callable[[dict[str, Any]], None]:
    """Let a page say that there are so many schools in all."""
    return lambda body: body["page"].update(totalElements=total)


def test_twice_the_second_time_changes_nothing(register: Register, import_json: Import) -> None:
    assert import_json(register.folder) == {
        "created": 7,
        "updated": 0,
        "unchanged": 0,
        "closed": 0,
        "rejected": 0,
        "rejections": [],
    }
    assert counts(import_json(register.folder)) == (0, 0, 7, 0, 0)


def test_what_a_school_becomes(register: Register, import_json: Import) -> None:
    import_json(register.folder)
    one = school("99030103")
    assert (one.name, one.owner_type, one.owner_name) == ("Ekens friskola", OwnerType.INDEPENDENT, "Eken Utbildning AB")
    assert (one.place, one.latitude, one.longitude, one.active_to) == ("Ekby", 58.2, 15.2, None)
    assert one.offers == [
        {"form": "fsk", "grades": ["F"]},
        {"form": "gr", "grades": ["1", "2", "3", "4", "5", "6", "7", "8", "9"]},
    ]
    assert school("99030104").offers == [{"form": "gy", "grades": ["gy1", "gy2", "gy3"]}]


def test_a_school_without_details_comes_in_as_its_list_tells(register: Register, import_json: Import) -> None:
    import_json(register.folder)
    one = school("99030105")
    assert (one.name, one.owner_type) == ("Östra byskola", OwnerType.MUNICIPAL)
    assert (one.owner_name, one.latitude) == (None, None)


def test_what_the_list_does_not_tell_stays(register: Register, import_json: Import) -> None:
    import_json(register.folder)
    (register.folder / "school-units" / "99030101.json").unlink()
    assert counts(import_json(register.folder)) == (0, 0, 7, 0, 0)
    assert school("99030101").owner_name == "CEDERSTADS KOMMUN"


def test_new_municipalities_are_founded(register: Register, import_json: Import) -> None:
    import_json(register.folder)
    names = dict(all_municipalities())
    assert (names["9903"], names["9904"]) == ("Cederstads kommun", "Kommun 9904")
    agencies = select(Agency.name).where(Agency.kind == AgencyKind.MUNICIPALITY, Agency.name == "Cederstads kommun")
    assert len(db.session.scalars(agencies).all()) == 1


def test_a_school_that_disappears_is_closed_and_opens_when_it_is_back(register: Register, import_json: Import) -> None:
    import_json(register.folder)
    before = (register.folder / CEDERSTAD).read_text(encoding="utf-8")
    pages = [(CEDERSTAD, 4), ("school-units_9903_page1.json", 4)]
    register.drop(CEDERSTAD, "99030102")
    for name, total in pages:
        register.change(name, saying(total))
    assert counts(import_json(register.folder)) == (0, 0, 6, 1, 0)
    assert school("99030102").active_to == date(2026, 11, 18)
    assert counts(import_json(register.folder)) == (0, 0, 6, 0, 0)
    (register.folder / CEDERSTAD).write_text(before, encoding="utf-8")
    register.change("school-units_9903_page1.json", lambda body: body["page"].update(totalElements=5))
    assert counts(import_json(register.folder)) == (0, 1, 6, 0, 0)
    assert school("99030102").active_to is None
    of_school = select(AuditEvent.event).where(AuditEvent.object_id == school("99030102").id)
    assert list(db.session.scalars(of_school.order_by(AuditEvent.number))) == ["agency.closed", "agency.reopened"]


def test_a_list_closes_no_school_it_does_not_speak_of(register: Register, import_json: Import) -> None:
    import_json(register.folder)

    def only_ninth_grade(body: dict[str, Any]) -> None:
        body["_links"]["self"]["href"] += "&typeOfSchooling=gr&schoolYears=9"

    for number in (0, 1):
        register.change(f"school-units_9903_page{number}.json", only_ninth_grade)
    for code, page, left in (("99030101", 0, 4), ("99030102", 0, 3), ("99030104", 1, 2)):
        register.drop(f"school-units_9903_page{page}.json", code)
        for number in (0, 1):
            name = f"school-units_9903_page{number}.json"
            register.change(name, saying(left))
    assert counts(import_json(register.folder)) == (0, 0, 4, 1, 0)
    assert school("99030102").active_to is not None  # grades 7 to 9
    assert school("99030101").active_to is None  # F to 6
    assert school("99030104").active_to is None  # upper secondary


def test_changes_are_taken_over(register: Register, import_json: Import) -> None:
    import_json(register.folder)
    register.change("school-units/99040101.json", lambda body: body.update(name="Nya Dalskolan"))
    assert counts(import_json(register.folder)) == (0, 1, 6, 0, 0)
    assert school("99040101").name == "Nya Dalskolan"


def test_only_the_municipalities_asked_for(register: Register, import_json: Import) -> None:
    assert counts(import_json(register.folder, "--municipality", "9904")) == (2, 0, 0, 0, 0)
    report = import_json(register.folder, "--municipality", "9904", "--municipality", "9999")
    assert counts(report) == (0, 0, 2, 0, 1)
    assert report["rejections"][0]["file"] == "9999"


def test_other_municipalities_are_left_alone(register: Register, import_json: Import, world: World) -> None:
    import_json(register.folder)
    assert db.session.get_one(Agency, world.town.school).active_to is None


def test_a_code_of_another_municipality_is_not_taken(register: Register, import_json: Import, world: World) -> None:
    db.session.get_one(Agency, world.town.school).code = "99030101"
    db.session.flush()
    report = import_json(register.folder)
    assert counts(report) == (6, 0, 0, 0, 1)
    assert "another" in report["rejections"][0]["reason"]
    assert db.session.get_one(Agency, world.town.school).name == "Almköpings norra skola"


def test_preschools_and_adult_education_are_no_schools_here(register: Register, import_json: Import) -> None:
    def adults(body: dict[str, Any]) -> None:
        listed(body)[0]["typeOfSchooling"] = [{"code": "vuxgr", "displayName": "Komvux", "schoolYears": []}]

    register.change("school-units_9904_page0.json", adults)
    register.change(
        "school-units/99040101.json", lambda body: body.update(typeOfSchooling=[{"code": "fs"}, {"code": "sfi"}])
    )
    assert counts(import_json(register.folder)) == (6, 0, 0, 0, 0)


def test_one_audit_event_a_municipality_with_counts(register: Register, import_json: Import) -> None:
    import_json(register.folder)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "schools.imported"))
    assert sorted(one.details["created"] for one in events) == [2, 5]


def test_contacts_are_not_kept(register: Register, import_json: Import) -> None:
    import_json(register.folder)
    for one in imported().values():
        assert "@" not in repr(vars(one))


def test_people_read_progress_and_counts(register: Register, run: Callable[..., Result]) -> None:
    result = run("schools", "import", register.folder)
    assert result.stdout == "7 created, 0 updated, 0 unchanged, 0 closed, 0 rejected\n"
    assert result.stderr == "Reading schools: 7 of 7\n"


def test_queries_do_not_grow_with_the_schools(
    register: Register, import_json: Import, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    import_json(register.folder)
    with count_queries() as one_town:
        import_json(register.folder, "--municipality", "9904")
    with count_queries() as other_town:
        import_json(register.folder, "--municipality", "9903")
    assert len(one_town) == len(other_town) <= 6
