"""The access matrix as a table people can read: one file a room in `matrix/`, one line a route.

Columns are the roles. A cell says what the role gets:

    +   the page or the act (routes without an object)
    o   only what is their own: their school's, or what they lead; everything else is 404
    m   everything in their municipality; the other municipality's is 404
    .   403: the permission is held nowhere
    -   404: the permission is held, but reaches no such row

After the roles may stand the one kind of agency that the page is of: every other kind is 404 there.

In their place: `@` routes are open to everyone signed in, `*` to everyone. Signed out always means: sign in first.
`t` routes ask for a token: whoever is signed in gets 401 there. What a token opens is the table in `tokens.txt`.
"""

from dataclasses import dataclass
from pathlib import Path

from prevention.access.kinds import AgencyKind

FOLDER = Path(__file__).parent / "matrix"
ROLES = (
    "teacher",
    "programme_leader",
    "principal",
    "social_worker",
    "social_services_lead",
    "rescue_officer",
    "police_liaison",
    "coverage_administrator",
    "system_administrator",
    "auditor",
)


@dataclass(frozen=True)
class Line:
    endpoint: str
    cells: dict[str, str]
    kind: AgencyKind | None = None

    @property
    def public(self) -> bool:
        return set(self.cells.values()) == {"*"}

    @property
    def by_token(self) -> bool:
        return set(self.cells.values()) == {"t"}


def read_matrix() -> dict[str, Line]:
    lines = [line for path in sorted(FOLDER.glob("*.txt")) for line in path.read_text().splitlines()]
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    matrix = {endpoint: read_line(endpoint, cells) for endpoint, *cells in rows}
    assert len(matrix) == len(rows), "an endpoint stands twice"
    return matrix


def read_line(endpoint: str, cells: list[str]) -> Line:
    *others, last = cells
    if last in set(AgencyKind):
        return Line(endpoint, cells_of(endpoint, others), AgencyKind(last))
    return Line(endpoint, cells_of(endpoint, cells))


def cells_of(endpoint: str, cells: list[str]) -> dict[str, str]:
    if cells in (["@"], ["*"], ["t"]):
        return dict.fromkeys(ROLES, cells[0])
    assert len(cells) == len(ROLES), f"{endpoint}: {len(cells)} cells for {len(ROLES)} roles"
    return dict(zip(ROLES, cells, strict=True))
