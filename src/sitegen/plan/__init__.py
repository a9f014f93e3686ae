"""List every file the site will have, before any is made."""

from sitegen.plan.assets import Asset
from sitegen.plan.layout import Layout, LayoutMemory, make_layout
from sitegen.plan.output import Output

__all__ = ["Asset", "Layout", "LayoutMemory", "Output", "make_layout"]
