"""How large a sheet is: its reader makes room for every cell up to the last one, before it looks at any.

One cell far away is enough to make it ask for more memory than there is, and that ends the whole process.
"""

import re

MOST_CELLS = 3_000_000  # takes 170 MB to read
PIECE = re.compile(
    rb"<(?:\w+:)?(?:(?P<row>row)|(?P<cell>c))(?=[\s/>])"
    rb"""|\sr\s*=\s*["'](?P<letters>[A-Za-z]{0,8})(?P<digits>[0-9]{1,18})["']"""
)


def is_too_wide(sheet: bytes) -> bool:
    """Tell whether the sheet spans more cells than may be read, by what it holds and by the places it names."""
    lines = last_row = in_row = last_column = 0
    for found in PIECE.finditer(sheet):
        if found["row"]:
            lines, in_row = lines + 1, 0
        elif found["cell"]:
            in_row += 1
        else:
            last_row = max(last_row, int(found["digits"]))
            last_column = max(last_column, number_of(found["letters"]))
        last_column = max(last_column, in_row)
    return max(last_row, lines) * last_column > MOST_CELLS


def number_of(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
