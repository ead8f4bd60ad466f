"""The words of a page in the visitor's language, so that one journey is walked in both."""

from collections.abc import Callable

from babel.support import Translations

import config

Words = Callable[..., str]


def words_in(language: str) -> Words:
    """Return a function that gives a text as the pages write it: `w("Sign in")` is `Logga in` in Swedish."""
    catalogue = Translations.load(str(config.ROOT / "prevention" / "translations"), [language])

    def word(text: str, **values: object) -> str:
        return catalogue.ugettext(text) % values if values else catalogue.ugettext(text)

    return word
