"""Models as SQL without dbt, as far as their macros need none of it."""

import functools
from pathlib import Path

import jinja2
from test_macros import VARS, macros, returning

MODELS = Path(__file__).parents[2] / "models"


@functools.cache
def environment():
    """Make what models are rendered in; a macro that a test of macros can call is known here."""
    names = [name.removeprefix("called_") for name in vars(macros()) if name.startswith("called_")]
    rendering = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701
    rendering.globals |= {name: returning(name) for name in names}
    rendering.globals |= {"ref": str, "config": lambda **_: "", "var": VARS.get, "this": "this"}
    return rendering


def rendered(model, **variables):
    """Return the SQL of a model, named by its file in models/, with vars."""
    VARS.clear()
    VARS.update(variables)
    return environment().from_string((MODELS / model).read_text()).render()
