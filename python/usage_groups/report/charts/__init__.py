"""Small charts as SVG: panels, plots, axes, palette."""
