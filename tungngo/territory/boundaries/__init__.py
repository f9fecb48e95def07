"""Boundaries of areas: files as the world has them, cut down to what a screen can show.

`files` reads GeoJSON and TopoJSON, `matching` finds whose boundary each shape is, `shapes` simplifies
them so that neighbours still meet, and `frames` says what part of a map is shown first. All pure;
`territory.actions.boundaries` keeps what comes out of them.
"""
