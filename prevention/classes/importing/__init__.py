"""The import of a roster: a file becomes lines, lines are checked, all of them are stored or none."""
