"""Usage files: found, recognised, watched, and read as rows of text."""
