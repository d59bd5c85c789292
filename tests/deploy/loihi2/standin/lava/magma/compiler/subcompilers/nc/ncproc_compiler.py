"""Stands in for the extension's compiler: it is there, and never asked, since all models here are Python ones."""
