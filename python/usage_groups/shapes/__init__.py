"""Groups by the shape of weekly series: elastic distances and medoids."""
