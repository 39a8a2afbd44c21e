"""What sets groups apart: effect sizes, rank tests and null populations."""
