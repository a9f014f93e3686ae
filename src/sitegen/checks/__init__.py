"""What `sitegen check` finds: what can be published, but had better not (`rules.RULES`)."""
