"""Made-up usage with planted personas."""
