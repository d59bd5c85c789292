"""Pages made from the code when the site is built: names, keys, options, files, notebooks. Imports no MkDocs."""

from .commands import command_page as command_page
from .json_keys import json_page as json_page
from .keys import file_pages as file_pages
from .names import name_pages as name_pages
from .notebook import notebook_page as notebook_page
from .shown import shown_pages as shown_pages
