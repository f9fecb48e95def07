"""Household lists as offices have them, read into drafts. Pure: no database, no clock, no Django.

book = open_book(path)                      # lib.sheets
tables, mapping = guess_for(book.sheets)    # a person confirms: mapping.with_fields(…)
listing = interpret(book, mapping, commune=…, groups=…, today=…, tables=tables)
alike = duplicates(listing, existing_households, existing_residents)
"""
