"""Writers of data files: what a dataset holds, for other programs."""
