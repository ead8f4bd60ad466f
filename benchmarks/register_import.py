"""How long importing 1,000 schools takes: made here as the register's files, imported, and imported again.

The database is the one the app is configured for; nothing is committed.
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from prevention.extensions import db
from prevention.organisations.register.sources import Folder
from prevention.organisations.register.storing import import_schools

SCHOOLS, A_PAGE, TOWN = 1000, 100, "9990"
FORMS = [
    {"code": "fsk", "displayName": "Förskoleklassen", "schoolYears": ["0"]},
    {"code": "gr", "displayName": "Grundskolan", "schoolYears": [str(year) for year in range(1, 10)]},
]


def measure() -> dict[str, float]:
    """Return the seconds of a first and a second import. Needs an app context and an empty town 9990."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_register(folder)
        first, again = timed_import(folder), timed_import(folder)
        db.session.rollback()
    return {"schools": SCHOOLS, "seconds, all new": first, "seconds, all unchanged": again}


def timed_import(folder: Path) -> float:
    start = time.perf_counter()
    report = import_schools(Folder(folder), frozenset(), lambda _number, _total: None)
    db.session.flush()
    assert not report.rejections
    return time.perf_counter() - start


def write_register(folder: Path) -> None:
    (folder / "school-units").mkdir()
    units = [unit(number) for number in range(SCHOOLS)]
    for number in range(SCHOOLS // A_PAGE):
        page = {"size": A_PAGE, "totalElements": SCHOOLS, "totalPages": SCHOOLS // A_PAGE, "number": number}
        entries = units[number * A_PAGE : (number + 1) * A_PAGE]
        write(
            folder / f"school-units_{TOWN}_page{number}.json",
            {"_embedded": {"listedSchoolUnits": entries}, "page": page},
        )
    for one in units:
        details = one | {"corporationName": "PROVKÖPINGS KOMMUN", "wgs84_Lat": "59.1", "wgs84_Long": "17.2"}
        write(folder / "school-units" / f"{one['code']}.json", details)


def unit(number: int) -> dict[str, Any]:
    return {
        "code": f"{TOWN}{number:04}",
        "name": f"Provskolan {number}",
        "geographicalAreaCode": TOWN,
        "postCodeDistrict": "Provköping",
        "typeOfSchooling": FORMS,
        "principalOrganizerType": "Kommunal",
    }


def write(path: Path, body: dict[str, Any]) -> None:
    path.write_text(json.dumps({"status": "OK", "body": body}), encoding="utf-8")


def main() -> None:
    from prevention import create_app

    with create_app().app_context():
        for name, value in measure().items():
            print(f"{name:<24}{value:>10.2f}")


if __name__ == "__main__":
    main()
