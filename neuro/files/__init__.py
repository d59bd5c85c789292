"""Files: written whole, read only as far as was agreed, and proved by checksums before they are believed."""

from .archives import read_array as read_array
from .archives import read_arrays as read_arrays
from .opening import open_plain as open_plain
from .opening import read_bytes as read_bytes
from .opening import read_text as read_text
from .sealed import file_checksum as file_checksum
from .sealed import read_sealed as read_sealed
from .sealed import write_sealed as write_sealed
from .whole import write_text as write_text
from .whole import write_whole as write_whole
