"""List every file the site will have, before any is made."""

from sitegen.plan.output import Output
from sitegen.plan.planning import Plan, plan_site

__all__ = ["Output", "Plan", "plan_site"]
