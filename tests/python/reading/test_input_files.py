"""Files as they come, and the sentences for those that cannot be read."""

import gzip

import pytest
from usage_groups.reading.contents import InputError
from usage_groups.reading.files import csv_header, find_columns, find_files

HEADER = ["dt", "user_id", "type", "api_count"]


def test_a_file_is_found_as_it_is_named(tmp_path):
    file = tmp_path / "usage[1].csv"
    file.touch()
    assert find_files(str(file)) == [str(file)]


def test_a_glob_finds_files_in_order_of_name(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).touch()
    assert find_files(f"{tmp_path}/*.csv") == [f"{tmp_path}/a.csv", f"{tmp_path}/b.csv"]


def test_no_file_names_what_was_found(tmp_path):
    (tmp_path / "usage.csv").touch()
    with pytest.raises(
        InputError, match=r"usage_path '.*/use.csv' names no file.*holds: usage.csv\."
    ):
        find_files(str(tmp_path / "use.csv"))
    with pytest.raises(InputError, match="There is no folder"):
        find_files(str(tmp_path / "nowhere" / "use.csv"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no files"):
        find_files(str(tmp_path / "empty" / "use.csv"))


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"is a folder\. Name a file in it, or a glob"):
        find_files(str(tmp_path))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n1", b"\r\n1", b""])
def test_the_header_tells_the_delimiter(tmp_path, delimiter, start, end):
    file = tmp_path / "usage.csv"
    file.write_bytes(start + delimiter.join(HEADER).encode() + end)
    assert csv_header(str(file)) == (delimiter, HEADER)


def test_a_quoted_header_may_hold_delimiters(tmp_path):
    file = tmp_path / "usage.csv.gz"
    file.write_bytes(gzip.compress(b'"day, UTC";"user ""id""";type;api_count\n'))
    assert csv_header(str(file)) == (";", ["day, UTC", 'user "id"', "type", "api_count"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has no header: expected a first line with the columns dt, user_id"),
        ("dt,user_id".encode("utf-16"), "is UTF-16. Save it as UTF-8"),
        ("dt,user_id".encode("utf-16-le"), "is UTF-16. Save it as UTF-8"),
        ("tâge,user_id".encode("latin-1"), "is not UTF-8"),
        (b"dt,user_id\r1,2\r", "end in a carriage return alone, or in different ways"),
        (b"PK\x03\x04 more", "is a ZIP archive or an Excel workbook. Unpack it, or save the sheet"),
        (b"\xd0\xcf\x11\xe0", "is an old Excel workbook. Save the sheet as CSV"),
        (b"PAR1 more", r"is a Parquet file. Give it a name that ends in .parquet"),
        (gzip.compress(b"dt", mtime=0), "is compressed with gzip. Give it a"),
        (b"\x28\xb5\x2f\xfd", "is compressed with Zstandard. Unpack it, or compress it with gzip"),
        (b"BZh9", "is compressed with bzip2. Unpack it, or compress it with gzip"),
    ],
)
def test_unreadable_headers(tmp_path, content, sentence):
    file = tmp_path / "usage.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        csv_header(str(file))


def test_what_is_called_gzip_and_is_not(tmp_path):
    file = tmp_path / "usage.csv.gz"
    whole = gzip.compress(b"dt,user_id" * 99)
    wrong_checksum = whole[:-8] + b"1234" + whole[-4:]
    for content in (b"dt,user_id", whole[:20], whole[:-4], wrong_checksum):
        file.write_bytes(content)
        with pytest.raises(InputError, match="is not a complete gzip file"):
            csv_header(str(file))


def test_columns_are_found_in_any_case_and_order():
    found = ["API_Count", "note", " User_ID ", "type", "DT"]
    expected = {"dt": 4, "user_id": 2, "type": 3, "api_count": 0}
    assert find_columns("usage.csv", found, {}) == expected


def test_mapped_columns():
    found = ["day", "account", "dt", "type", "api_count"]
    mapped = {"dt": "day", "user_id": "Account"}
    expected = {"dt": 0, "user_id": 1, "type": 3, "api_count": 4}
    assert find_columns("usage.csv", found, mapped) == expected


@pytest.mark.parametrize(
    ("found", "mapped", "sentence"),
    [
        (
            HEADER[:2],
            {},
            "has no column type, api_count. Looked for: dt, user_id, type, api_count. Found: dt",
        ),
        (HEADER, {"user_id": "account"}, "has no column account. Looked for: dt, account"),
        ([*HEADER, "DT"], {}, "has more than one column dt"),
        (
            HEADER,
            {"user": "account"},
            "usage_columns maps user, but the columns that can be mapped",
        ),
    ],
)
def test_missing_columns_are_named(found, mapped, sentence):
    with pytest.raises(InputError, match=sentence):
        find_columns("usage.csv", found, mapped)
