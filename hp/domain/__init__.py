"""The rules, in standard Python only: clock and values are handed in, nothing is fetched."""
