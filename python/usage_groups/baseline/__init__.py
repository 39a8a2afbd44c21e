"""The case study's method, reproduced to be compared with."""
