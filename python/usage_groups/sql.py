"""Values and names as SQL writes them."""


def sql_text(value: str) -> str:
    """Quote a value as a SQL string."""
    return "'" + value.replace("'", "''") + "'"


def sql_name(value: str) -> str:
    """Quote a value as a SQL identifier."""
    return '"' + value.replace('"', '""') + '"'
