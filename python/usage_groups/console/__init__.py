"""`make build`: what a person sees of a build, in at most 15 lines."""
