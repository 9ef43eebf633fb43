"""The permission walk: persons, things, one table of surfaces and rules, and the walk over all of them."""
