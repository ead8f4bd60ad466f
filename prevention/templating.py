"""Templates compiled once for each language: what they say, and where our files lie, is then part of the compiled page.

A page says some forty things. Looked up on every request they cost a fifth of the rendering.
"""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from . import formats
from .presentation import asset


class Templates(Environment):
    """Flask's environment, with texts and addresses that never change put in when a template is compiled."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.cache = OneForEachLanguage()

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return one dict: Jinja's chain of two is walked through anew for each page, include and import."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return PutIn().visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]


class OneForEachLanguage(dict[Any, Any]):
    """The compiled templates, found by the texts of the request as well as by their name."""

    def get(self, key: object, default: Any = None) -> Any:
        return super().get((formats.catalogue(), key), default)

    def __setitem__(self, key: object, template: Any) -> None:
        super().__setitem__((formats.catalogue(), key), template)


class PutIn(NodeTransformer):
    """Replace `_("Save")` and `asset("css/app.css")` by their value; what takes values is left to each request."""

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802  Jinja names it so
        self.generic_visit(call)
        where = {"lineno": call.lineno, "environment": call.environment}
        match call:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=text)], kwargs=[]) if "%" not in text:
                return nodes.MarkSafeIfAutoescape(nodes.Const(formats.gettext(text), **where), **where)
            case nodes.Call(node=nodes.Name(name="asset"), args=[nodes.Const(value=path)]):
                return nodes.Const(asset(path), **where)
            case _:
                return call
