"""Models as SQL without dbt, as far as their macros need none of it."""

import functools
from pathlib import Path
from types import SimpleNamespace

import jinja2
import yaml
from test_macros import VARS, macros, returning

MODELS = Path(__file__).parents[2] / "models"


@functools.cache
def environment():
    """Make what models are rendered in; a macro that a test of macros can call is known here."""
    names = [name.removeprefix("called_") for name in vars(macros()) if name.startswith("called_")]
    rendering = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701
    rendering.globals |= {name: returning(name) for name in names}
    rendering.globals |= {"ref": str, "config": lambda **_: "", "var": VARS.get, "this": "this"}
    rendering.globals["target"] = SimpleNamespace(type="duckdb")
    return rendering


def project_vars():
    """Return all vars as the project sets them."""
    return yaml.safe_load((MODELS.parent / "dbt_project.yml").read_text())["vars"]


def model_file(name):
    """Return the file of a model below models/, of two of the name that which DuckDB computes."""
    elsewhere = ("from_spark", "on_spark")
    files = (file for file in MODELS.rglob(f"{name}.sql") if file.parent.name not in elsewhere)
    return next(files).relative_to(MODELS)


def rendered(model, **variables):
    """Return the SQL of a model, named by its file in models/, with vars."""
    VARS.clear()
    VARS.update(variables)
    return environment().from_string((MODELS / model).read_text()).render()
