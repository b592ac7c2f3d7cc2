"""What proves that the bytes in the bucket are the file's."""

from __future__ import annotations

from enum import Enum


class Proof(Enum):
    """The strongest that held; the first is the strongest."""

    CRC32C = "crc32c"
    """The bucket named the crc32c of what it stored, and it is that of what was read."""
    MD5 = "md5"
    """Likewise, where it named an MD5 alone."""
    ETAG = "etag"
    """Likewise, where its ETag is an MD5 and it named nothing else."""
    SIZE = "size"
    """Nothing but the size was told, by the bucket or by complete."""
    NONE = "none"
    """Nobody told anything of what was stored."""
