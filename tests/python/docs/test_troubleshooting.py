"""Every message that is explained is one that the project says, and the other way round."""

import re
from pathlib import Path

from usage_groups.settings.table import SETTINGS

PROJECT = Path(__file__).parents[3]
PAGE = (PROJECT / "docs/troubleshooting.md").read_text()
SPEAKING = [
    *(PROJECT / "python/usage_groups/reading").glob("*.py"),
    *(PROJECT / "python/usage_groups/publish").glob("*.py"),
    *(PROJECT / "python/usage_groups/settings").glob("*.py"),
    *(PROJECT / "python/usage_groups/console").glob("*.py"),
    PROJECT / "python/usage_groups/entrypoints/start.py",
    PROJECT / "python/usage_groups/history/given_groups.py",
    *(PROJECT / "python/usage_groups" / name for name in ("stopping.py", "workers.py")),
]
SQL = [
    *(PROJECT / "macros").rglob("*.sql"),
    *(PROJECT / "tests/singular").glob("*.sql"),
    *(PROJECT / "models/staging").glob("*.sql"),
    *(PROJECT / "models/search").glob("*.sql"),
]
# What is said of a var of the wrong kind.
EXPECTED = [f"which is not {setting.kind.expected}" for setting in SETTINGS.values()]
# Messages whose words stand elsewhere.
OF_PARTS = {
    "'{file}' is {advice}, and build again.",
    "{name} is {shown(value)}, which is not {setting.kind.expected}.",
    "{name} {error}",
}


def said(files):
    """Return the text of files with the parts of each sentence joined."""
    joints = r"\"\s*\n\s*f?\"|['\"]\s*~\s*['\"]|',\s*\n\s*'"
    texts = [re.sub(joints, "", file.read_text()) for file in files]
    return "\n".join([*texts, *EXPECTED]).replace("{{", "{").replace("}}", "}")


def test_every_message_explained_is_said():
    cells = re.findall(r"^\| (`.*?) \|", PAGE, flags=re.MULTILINE)
    explained = re.findall(r"`([^`]+)`", "".join(cells))
    sentences = said([*SPEAKING, *SQL])
    assert len(explained) > 35
    for message in explained:
        for part in message.split("…"):
            assert part.strip("', ") in sentences, message


def test_every_message_said_is_explained():
    message = r"message = \(?\s*f?\"(.*?)\"\s*\)?\n"
    messages = re.findall(message, said(SPEAKING), flags=re.DOTALL)
    assert len(messages) > 15
    explained = [part for text in re.findall(r"`([^`]+)`", PAGE) for part in text.split("…")]
    parts = [part.strip("', ") for part in explained if len(part) > 8]
    for message in {*messages, *EXPECTED} - OF_PARTS:
        assert any(part in message for part in parts), message
