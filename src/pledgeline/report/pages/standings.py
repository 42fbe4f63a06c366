"""How firm a contract is, in the words of both pages that tell of contracts."""

from __future__ import annotations

from pledgeline.language.saying import said

STANDINGS = {
    "binding": said("binding"),
    "reported": said("reported by the press"),
    "letter_of_intent": said("letter of intent"),
}
