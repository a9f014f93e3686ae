"""Which formats can be written is known without importing Pillow, and is right."""

from __future__ import annotations

import subprocess
import sys

from PIL import features

from sitegen.images.codecs import installed_codecs


def test_formats_are_those_that_pillow_has():
    expected = {"jpeg", "png"} | {form for form in ("webp", "avif") if features.check(form)}

    assert {*installed_codecs().forms} == expected


def test_the_name_tells_the_version_of_pillow():
    import PIL

    assert PIL.__version__ in installed_codecs().name


def test_pillow_is_not_imported_to_tell():
    code = "from sitegen.images.codecs import installed_codecs as c; c(); import sys; print('PIL.Image' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said == "False\n"
