from flask import Flask

from prevention.paging import this_list


def test_a_link_to_the_next_page_keeps_the_filter_and_nothing_else_steers_it(app: Flask) -> None:
    with app.test_request_context("/classes?grade=7&school=&after=x&_scheme=javascript&_external=1"):
        assert this_list(before="y") == "/classes?grade=7&_scheme=javascript&_external=1&before=y"
    with app.test_request_context("/audit?before=51"):
        assert this_list() == "/audit"
