"""The document is OpenAPI 3.1, made from the routes; and whatever it allows or forbids, the answers are as it says."""

from flask import Flask

from tests.client import PageClient


def test_the_document_is_public_and_kept(client: PageClient) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.json and answer.json["openapi"] == "3.1.0"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_every_resource_stands_in_the_document(app: Flask, client: PageClient) -> None:
    paths = (client.get("/api/v1/openapi.json").json or {})["paths"]
    routes = {
        rule.rule.replace("<uuid:agency>", "{agency}") for rule in app.url_map.iter_rules() if "/api/v1/" in rule.rule
    }
    assert set(paths) == routes - {"/api/v1/openapi.json"}
    assert all(set(operations) - {"parameters"} == {"get"} for operations in paths.values())


def test_people_find_every_resource_on_the_page_about_it(client: PageClient) -> None:
    page = client.get("/api").text
    for path in (client.get("/api/v1/openapi.json").json or {})["paths"]:
        assert path in page
    assert "Klasser under ett läsår" in page and "en rad för varje väntad klass i skolan" in page
    assert "<code>school_year</code>*, <code>programme</code>*, <code>stage</code>" in page
    for status in (401, 403, 404, 405, 422, 429, 500):
        assert f'id="problem-{status}"' in page
