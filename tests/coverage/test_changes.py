"""The schools of the page of changes, and of its filter, stand in Swedish order."""

import re

from sqlalchemy import update

from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.client import PageClient
from tests.world import World


def test_schools_that_changed_alike_stand_in_swedish_order(client: PageClient, world: World) -> None:
    for school, name in ((world.town.school, "Ängsskolan"), (world.town.other_school, "Åsskolan")):
        db.session.execute(update(Agency).values(name=name).where(Agency.id == school))
    client.sign_in(world.coverage_administrator)
    html = client.get("/coverage/changes").get_data(as_text=True)
    assert re.findall(r"<option[^>]*>(\w+skolan)</option>", html) == ["Åsskolan", "Ängsskolan"]
    assert re.findall(r">(\w+skolan)</a>", html) == ["Åsskolan", "Ängsskolan"]
