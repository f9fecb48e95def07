"""Vietnamese addresses: from what people type to a lane, a door on it, and the order of walking.

An address is read, never looked up: no map and no list of streets is needed, though a book of the
ward's own streets (`street_book`) makes untyped names certain. The rules, for whoever must explain
to a team why two doors stand together:

* **Slashes go inward.** "12/34/5 Tân Mai" is house 5 of ngách 12/34: alley, alley within it, and
  the house last. So it meets "Số 5 Ngách 34 Ngõ 12 Phố Tân Mai". In a village there are no numbered
  alleys to go into, and "12/3 thôn Đông" stays one door.
* **Both spellings of a lane meet.** "Ngách 281/58" repeats the number of its ngõ, "Ngách 58 Ngõ
  281" does not; what is repeated is taken once.
* **A street is its name.** Đường and Phố are left out of the key ("Phố Tân Mai" = "Tân Mai"), and
  so are the marks, since people type without them. A named alley is another thing than the street
  of that name: "Ngõ Giáp Bát" is not "Đường Giáp Bát".
* **A ngách hangs on a ngõ.** In "Ngách 5 Gốc Đề" the number of the ngõ is missing, so Gốc Đề is the
  ngõ itself, unless the book knows a street of that name.
* **Wards, provinces and residential groups do not part a lane.** They go to `area`. Only where
  there is no street (thôn 3, tổ 14) do they stand for it.
"""

from tungngo.lib.addresses.placing import parse, street_book
from tungngo.lib.addresses.shape import Address
from tungngo.lib.addresses.walking import walk_key, walk_order

__all__ = ["Address", "parse", "street_book", "walk_key", "walk_order"]
