"""Names are put in order by the database here and by Python there: a school stands at the same place in every list."""

from sqlalchemy import literal, select

from prevention.extensions import db
from prevention.sorting import as_swedish, swedish

IN_ORDER = ["Edit", "Éva", "Evas", "Falun", "zebra", "Åsk", "Æbel", "ädel", "Øst", "ÖSTRA"]


def test_the_database_and_python_give_the_same_order(session: object) -> None:
    of_database = {name: db.session.scalar(select(swedish(literal(name)))) for name in IN_ORDER}
    assert of_database == {name: as_swedish(name) for name in IN_ORDER}
    assert sorted(IN_ORDER, key=as_swedish) == IN_ORDER
