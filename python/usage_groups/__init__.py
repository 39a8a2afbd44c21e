"""Groups of users that behave alike, from a table of daily API usage."""
