from __future__ import annotations

import pickle
from typing import get_args, get_type_hints

import pytest

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.engines import ENGINES, make_engine


def test_every_engine_of_the_settings_can_be_made():
    assert list(ENGINES) == list(get_args(get_type_hints(MarkdownSettings)["engine"]))


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_has_the_settings_and_the_language(name):
    engine = make_engine(MarkdownSettings(engine=name, smart_punctuation=False), "de")

    assert f'"engine": "{name}"' in engine.fingerprint
    assert '"language": "de"' in engine.fingerprint
    assert engine.convert('"a"').html == '<p>"a"</p>'


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_goes_to_other_processes(name):
    engine = make_engine(MarkdownSettings(engine=name), "de")
    twin = pickle.loads(pickle.dumps(engine))

    assert twin.fingerprint == engine.fingerprint
    assert twin.convert('"a"') == engine.convert('"a"')
