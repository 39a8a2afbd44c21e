"""Rows of every kind that cannot be used, or that look as if they could not, among good ones."""

BAD = {
    3: ("2021-13-01,5,gnql,4", "dt is not a date like 2021-08-13"),
    4: ("13/08/2021,5,gnql,4", "dt is not a date like 2021-08-13"),
    7: (",5,gnql,4", "dt is empty"),
    11: ("2021-08-13,5,,4", "type is empty, or one of the var nobody"),
    12: ("2021-08-13,5,gnql,", "api_count is empty"),
    13: ("2021-08-13,5,gnql,-4", "api_count is negative"),
    20: ("2021-08-13,5,gnql,1.5", "api_count is a fraction"),
    21: ("2021-08-13,5,gnql,many", "api_count is not a whole number in digits"),
    22: (
        '2021-08-13,5,gnql,"1,000"',
        "api_count has separators that the vars thousands and decimal do not name",
    ),
    30: ("2021-08-13,5,gnql,9223372036854775808", "api_count is above 10^15"),
    31: ("2021-08-13,5,gnql", "expected number of columns: 4 found: 3"),
    40: ("2021-08-13,5,gnql,4,5", "expected number of columns: 4 found: 5"),
    41: ("infinity,5,gnql,4", "dt is not a date like 2021-08-13"),
}
# As users are called, and as a file for spreadsheets calls them.
FORMULAS = {"=1+1": "'=1+1", "-1": "-1", "@SUM(A1)": "'@SUM(A1)", "'quoted": "''quoted"}
NOBODY = ("", " ", "NULL", "(Not Set)", "anonymous")
# One customer, several spellings.
SPELLED_USERS = ("0.0", "\u00a00\u200b", " 0")
SPELLED_TYPES = ("GNQL", "gnql\u00a0")
ROWS_ADDED = 1 + len(SPELLED_USERS) + len(SPELLED_TYPES) + len(FORMULAS)
CALLS_ADDED = 4 + len(SPELLED_USERS) + len(SPELLED_TYPES) + 4 * len(FORMULAS)


def mixed_with(usage):
    """Return lines of a file: these rows, bad ones where their numbers say, and odd ones."""
    lines = usage.to_csv(index=False).splitlines()
    for number, (line, _) in sorted(BAD.items()):
        lines.insert(number - 1, line)
    lines += ["2021-08-13,0,gnql,0", "2021-08-13 23:59:59,ü中,gnql,4.0"]
    lines += [f"2021-08-13,{user_id},gnql,7" for user_id in NOBODY]
    lines += [f"2021-08-13,{user_id},gnql,1" for user_id in SPELLED_USERS]
    lines += [f"2021-08-13,0,{api_type},1" for api_type in SPELLED_TYPES]
    lines += [f"2021-08-13,{user_id},<b>type</b>,4" for user_id in FORMULAS]
    # A day that stands for none.
    return [*lines, "9999-12-31,0,gnql,2"]
