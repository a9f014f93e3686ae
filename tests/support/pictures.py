"""Pictures for tests, drawn when they are asked for."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
"""The smallest picture."""


def drawn(width: int, height: int, mode: str = "RGB", shade: int = 0) -> Image.Image:
    """Return a picture with a disc at the top left and a bar at the right, by which one sees how it lies."""
    image = Image.linear_gradient("L").resize((width, height)).convert(mode)
    draw = ImageDraw.Draw(image)
    colours: Any = {"RGB": ((200, shade, 30), (20, 60, 200)), "L": (255, 0)}.get(
        mode, ((200, shade, 30, 255), (20, 60, 200, 0))
    )
    draw.ellipse((0, 0, width // 3, height // 3), fill=colours[0])
    draw.rectangle((width - width // 8, 0, width, height), fill=colours[1])
    return image


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def jpeg(width: int = 800, height: int = 500, shade: int = 0, **options: Any) -> bytes:
    return encoded(drawn(width, height, shade=shade), "JPEG", **options)


def png(width: int = 800, height: int = 500, mode: str = "RGB", shade: int = 0) -> bytes:
    return encoded(drawn(width, height, mode, shade), "PNG")


def moving(form: str = "GIF", width: int = 40, height: int = 30) -> bytes:
    """Return an animated picture."""
    frames = [drawn(width, height, shade=shade) for shade in (0, 120, 250)]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100, loop=0)


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def copy_repository(site: Path) -> Path:
    """Copy this repository's own site to *site*, its photos in small: to make all files of large ones takes most
    of the time of a build, and they are made alike."""
    root = Path(__file__).parents[2]
    shutil.copytree(root / "content", site / "content")
    shutil.copy(root / "site.toml", site)
    for photo in site.rglob("*.jpg"):
        with Image.open(photo) as image:
            image.reduce(4).save(photo)
    return site
