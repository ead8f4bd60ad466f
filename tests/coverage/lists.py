"""Read the overview and the lists of classes behind its figures."""

import re

from tests.client import PageClient

from .reading import whole, words

CELL = re.compile(r'<td data-band="(\d)"><a href="([^"]+)">.*?<small>([\d\s]+) av ([\d\s]+)</small>')


def page(client: PageClient, address: str = "/coverage") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def links(html: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'href="(/coverage/classes[^"]*)"', html)]


def link(html: str, show: str) -> str:
    return next(one for one in links(html) if one.endswith(f"show={show}"))


def told(html: str) -> str:
    return words(html.partition('<p class="lead">')[2].partition("</p>")[0])


def amounts(html: str) -> list[int]:
    return [whole(found[1]) for found in re.finditer(r'<td class="number\b[^>]*>([\d\s]+)</td>', html)]
