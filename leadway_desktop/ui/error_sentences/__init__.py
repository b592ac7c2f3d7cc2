"""The sentences of `error_texts`, as data: what happened, what to do next.

One pair for every leaf of domain/errors, in English, in the file that has the leaf's name there;
translations come from the .ts files. Where an error's facts change what there is to say,
`error_variants.py` has the sentences.
"""

from leadway_desktop.ui.error_sentences import (
    bucket,
    conversation,
    credentials,
    file,
    integrity,
    network,
    root,
    server,
    setup,
)
from leadway_desktop.ui.error_sentences.pair import Pair, Sentences, pair

__all__ = ["SENTENCES", "Pair", "pair"]

SENTENCES: Sentences = (
    file.SENTENCES
    | conversation.SENTENCES
    | credentials.SENTENCES
    | network.SENTENCES
    | server.SENTENCES
    | bucket.SENTENCES
    | integrity.SENTENCES
    | setup.SENTENCES
    | root.SENTENCES
)
