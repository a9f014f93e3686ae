import pickle

import pytest

from sitegen.config.decode import FrozenTable, free
from sitegen.config.located import read_toml


def test_free_tables_can_not_be_changed_at_any_depth():
    table = free(read_toml("[a]\nb = [{ c = 1 }]"))

    for change in (
        lambda: table.update(x=1),
        lambda: table["a"].__setitem__("b", 2),
        lambda: table["a"]["b"][0].pop("c"),
        lambda: table.setdefault("x", 1),
        lambda: table.clear(),
        lambda: table.__delitem__("a"),
        lambda: table.__ior__({"x": 1}),
    ):
        with pytest.raises(TypeError):
            change()
    assert table == {"a": {"b": ({"c": 1},)}}


def test_a_free_table_crosses_to_another_process():
    table = FrozenTable(a=FrozenTable(b=1))

    copy = pickle.loads(pickle.dumps(table))

    assert copy == table
    assert type(copy["a"]) is FrozenTable
