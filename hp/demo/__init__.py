"""The demonstration: an invented city, a round that is over and one that is going on."""
