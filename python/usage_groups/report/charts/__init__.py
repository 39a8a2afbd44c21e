"""Small charts as SVG: panels, plots, scales, palette."""
