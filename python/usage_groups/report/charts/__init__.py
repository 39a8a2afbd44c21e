"""Small charts as SVG: boxes and bars, lines and cells, axes, palette."""
