"""Figures of the report: frames in, titled sets of charts out."""
