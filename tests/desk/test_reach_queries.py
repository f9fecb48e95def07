"""What a page shows of its own ward holds no word of another, whatever is asked of it after the `?`."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from tests.desk.test_reach_matrix import SECRETS, Matrix, matrix, matrix_ground, own_addresses

__all__ = ["matrix", "matrix_ground"]


@pytest.fixture
def read_of_query(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names that pages have read of what follows the `?` in their addresses; `*` for all there are."""
    read: set[str] = set()

    def noting(whole: Any, one: bool) -> Any:
        def noted(self: QueryDict, *rest: Any, **more: Any) -> Any:
            read.add(rest[0] if one else "*")
            return whole(self, *rest, **more)

        return noted

    for name in ("__getitem__", "_getlist", "__contains__"):
        monkeypatch.setattr(QueryDict, name, noting(getattr(QueryDict, name), True))
    for name in ("__iter__", "__len__", "items", "keys", "lists", "values", "copy", "urlencode"):
        monkeypatch.setattr(QueryDict, name, noting(getattr(QueryDict, name), False))
    return read


def test_what_is_read_of_a_query_is_known(read_of_query: set[str]) -> None:
    given = QueryDict("q=a&group=b&campaign=c")
    read_of_query.clear()
    assert given.get("q")
    assert given.getlist("group")
    assert "campaign" in given
    assert read_of_query == {"q", "group", "campaign"}
    assert given.dict()
    assert "*" in read_of_query


@pytest.mark.parametrize("role", ["admin", "officer", "viewer", "group officer", "group viewer"])
def test_own_pages_never_speak_of_another_ward(
    matrix: Matrix, role: str, read_of_query: set[str]
) -> None:
    """Nor when asked about it; what reads nothing of a query answers as without one: not asked again."""
    client = matrix.client(role)
    queries = {
        "": {"*"},
        "?q=bimat&group=00082.01": {"*", "q", "group"},
        f"?campaign={matrix.foreign.campaign.id}": {"*", "campaign"},
    }
    for url, page in own_addresses(matrix, ["00322", "00322.07"]).items():
        read_of_query.clear()
        read_of_query.add("*")
        for query, names in queries.items():
            if not names & read_of_query:
                continue
            if not query:
                read_of_query.clear()
            answer = client.get(url + query, follow=True)
            assert answer.status_code < 500, (page.name, query)
            body = b"".join(answer).decode(errors="replace")
            said = [word for word in SECRETS if word in body]
            assert not said, (page.name, query, said)
