"""Clauses, crossfilter, counts and search over a dataset."""
