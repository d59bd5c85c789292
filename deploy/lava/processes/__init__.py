"""Nothing but Process and ProcessModel files: at every compilation Lava executes each file in this folder anew.

It does so outside of any package, which is why these files import by absolute names.
"""
