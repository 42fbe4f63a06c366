"""English, as data: tables of words for the grammar, one file for each noun; no rule stands here."""
