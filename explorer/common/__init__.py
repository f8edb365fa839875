"""What every room may use: errors, paths, problems, settings of the program itself."""
