"""What becomes of stored groups in a search: the words of ``group_models``."""

FIRST, REPLACED, KEPT = "first", "replaced", "kept"
NOT_ASKED = "no search"
