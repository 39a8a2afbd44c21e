"""All outputs of a build, published at once."""
