"""The demo world: five real places, invented people, and a campaign replayed through the real wire.

`places` holds what is known of the places; `names`, `lanes` and `families` invent who lives there, the
same for the same seed; `sheets` writes the lists as offices have them; `office` takes them in through
the imports a ward would use; `diary` decides what each volunteer did on which day; `replay` lets their
phones say it on the wire; `building` does all this once and remembers that it is done.
"""
