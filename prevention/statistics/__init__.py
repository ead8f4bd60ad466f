"""Skolverket's statistics about each school, as they are, beside the coverage of its programmes."""
