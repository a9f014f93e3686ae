"""Turn planned outputs into bytes.  Nothing here writes."""

from sitegen.render.rendering import Kit, Rendered, render_all

__all__ = ["Kit", "Rendered", "render_all"]
