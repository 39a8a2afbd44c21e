"""What dbt was asked for."""

from dbt.flags import get_flags


def is_part() -> bool:
    """Tell whether this command is for a selection of nodes."""
    flags = get_flags()
    return any(getattr(flags, name, None) for name in ("SELECT", "EXCLUDE", "SELECTOR"))


def is_complete_build() -> bool:
    """Tell whether all models are made, and tests run, with or without those of the SQL itself."""
    flags = get_flags()
    left_out = {str(each) for each in getattr(flags, "EXCLUDE_RESOURCE_TYPES", None) or ()}
    is_whole = not getattr(flags, "RESOURCE_TYPES", None) and left_out <= {"unit_test"}
    return flags.WHICH == "build" and is_whole and not is_part()
