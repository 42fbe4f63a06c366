"""What the system says of a file it will not read or write."""

from __future__ import annotations

import errno
import os
import pickle

import pytest

from pledgeline.files.file_trouble import _REASONS, Lowered, file_trouble
from pledgeline.language.saying import retold
from pledgeline.language.spoken import FRENCH, speaking


@pytest.mark.skipif(os.name == "nt", reason="Windows has other words")
@pytest.mark.parametrize("number", _REASONS, ids=errno.errorcode.get)
def test_the_reasons_are_those_of_the_system(number: int) -> None:
    assert _REASONS[number] == os.strerror(number)


def test_a_reason_is_told_in_french_and_in_small_letters_behind_a_colon() -> None:
    reason = file_trouble(OSError(errno.EACCES, "Permission denied"))
    small = Lowered(reason)
    assert (reason, small) == ("Permission denied", "permission denied")
    with speaking(FRENCH):
        assert retold(reason) == "Permission refusée"
        assert retold(pickle.loads(pickle.dumps(small))) == "permission refusée"  # noqa: S301  our own


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.EACCES, "Zugriff verweigert"), "Zugriff verweigert"),
        (OSError(errno.EPIPE, "Broken pipe"), "Broken pipe"),
        (OSError("no number"), "no number"),
        (ValueError("embedded null byte"), "embedded null byte"),
    ],
)
def test_other_reasons_stay_as_they_are(error: OSError | ValueError, reason: str) -> None:
    assert file_trouble(error) == reason
    with speaking(FRENCH):
        assert retold(file_trouble(error)) == reason
        assert retold(Lowered(reason)) == reason.lower()
