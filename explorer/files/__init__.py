"""Reading and writing of files, and nothing but that."""
