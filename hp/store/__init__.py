"""The only place with select(): questions to the database, as plain functions.

`get_` gives one or raises, `find_` one or None, `list_` many in a stable order, `count_` a number.
The statements of hot pages are built once, at import.
"""
