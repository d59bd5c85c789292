"""Boards of several chips as data, a file each: so many chips of a kind, and what is published of them together."""
