"""Turn planned outputs into bytes.  Nothing here writes."""

from sitegen.render.content import Content, content_digest
from sitegen.render.rendering import Kit, Rendered, make_kit, render_all

__all__ = ["Content", "Kit", "Rendered", "content_digest", "make_kit", "render_all"]
