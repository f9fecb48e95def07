"""Cell places as people write them: columns are letters, rows count from 1."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def column_letters(index: int) -> str:
    """Letters of a column counted from 0: 0 → "A", 26 → "AA". ValueError below 0."""
    if index < 0:
        raise ValueError("columns count from 0")
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_index(letters: str) -> int:
    """Column counted from 0: "A" → 0, "aa" → 26. ValueError for anything but letters."""
    index = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"not a column: {letters!r}")
        index = index * 26 + ord(letter) - ord("A") + 1
    if not index:
        raise ValueError("not a column: ''")
    return index - 1
