"""The page that people look at: frames in, files out."""
