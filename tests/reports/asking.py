"""Asking for a report as people do, and having its file."""

import uuid
from collections.abc import Callable

from tests.client import PageClient

YEAR = "2026/27"


def ask(client: PageClient, address: str, file: str = "csv") -> str:
    """Ask for it and return the address it will stand at."""
    response = client.post(address, data={"format": file, "school_year": YEAR})
    assert response.status_code == 303, response.get_data(as_text=True)
    return str(response.location)


def file_of(client: PageClient, run_jobs: Callable[[], None], address: str, file: str) -> bytes:
    page = ask(client, address, file)
    run_jobs()
    response = client.post(f"{page}/download")
    assert response.status_code == 200, client.get(page).get_data(as_text=True)
    return bytes(response.data)


def of_school(key: uuid.UUID) -> str:
    return f"/reports/schools/{key}"


def of_municipality(key: uuid.UUID) -> str:
    return f"/reports/municipality/{key}"


def for_council(key: uuid.UUID) -> str:
    return f"/reports/council/{key}"
