"""What a note may hold: a personal number never, a name only when somebody says that it is none."""

import pytest

from prevention.logbook.notes import holds_personal_number, looks_like_name

NUMBERS = [
    "20130101-2384",
    "201301012384",
    "130101-2384",
    "130101+2384",
    "130101 2389",
    "1301012389",  # ten digits whose checksum holds
    "20130161-2384",  # a coordination number: the day plus sixty
    "201301612380",
    "20130101TF01",  # temporary, from the health services
    "20130101-ab12",
    "Elev (130101-2384) var orolig.",
]
NO_NUMBERS = [
    "Vi ses 2026-11-18 klockan 10",
    "20261118",
    "0701234567",
    "070123 4568",
    "08-123 456 78",
    "Sal 1301, 24 elever, 60 minuter",
    "131301-2384",  # no thirteenth month
    "130141-2384",
    "Handledningen s. 130101",
    "12345678901234567890",
]
NAMES = [
    "Anna Svensson grät.",
    "Efteråt ville Anna Svensson prata.",
    "Jag pratade med Anna-Karin Öberg",
    "Ali Ben var borta",
    "Kalle S. kom sent",
    "Eleven Anna Svensson gick",
    "Med Anna Svensson",
    "Maria von Platen var där",
    "Kalle bråkade hela tiden",
    "Idag var Ahmed ledsen.",
    "Pratade länge med Åsa",
    "Kalles mamma ringde",
    "anna-karin var borta, Anna-Karin alltså",
]
NO_NAMES = [
    "Bra samtal. Eleverna var med.",
    "Hans grupp hann mest. Per grupp tog det tio minuter. Max fem kom i tid.",
    "Annandagen var vi lediga. Eriksgatan. Liv och rörelse!",
    "Halva klassen var på studiebesök i Västerås",
    "Vi såg en film om grupptryck. Sedan Instagram.",
    "Polisen Almköping kom.",
    "I Sal A var det kallt",
    "Vi var på Almköpings norra skola hela dagen.",
    "MVP FUNGERAR BRA",
    "Grupptryck. Nästa gång mer tid.",
    "",
]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_personal_number_is_seen(text: str) -> None:
    assert holds_personal_number(text)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_other_numbers_are_no_personal_numbers(text: str) -> None:
    assert not holds_personal_number(text)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_seen(text: str) -> None:
    assert looks_like_name(text)


@pytest.mark.parametrize("text", NO_NAMES)
def test_ordinary_sentences_are_no_names(text: str) -> None:
    assert not looks_like_name(text, ("Almköpings norra skola", "7A", "MVP högstadiet"))


def test_a_school_with_two_capitals_is_no_name() -> None:
    assert looks_like_name("Vi var på Nya Elvira i dag") is True
    assert looks_like_name("Vi var på Nya Elvira i dag", ("Nya Elvira",)) is False
