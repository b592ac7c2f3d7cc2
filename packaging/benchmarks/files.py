"""Files to upload: their first bytes are a video's or a photo's, the rest is noise."""

import random
from pathlib import Path

MEGABYTE = 1_000_000
VIDEO_HEAD = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2"
PHOTO_HEAD = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"


def make_video(path: Path, size: int) -> Path:
    """Write a file that counts as MP4; noise that repeats, as no one here compresses."""
    noise = random.Random(1).randbytes(MEGABYTE)
    with path.open("wb") as file:
        file.write(VIDEO_HEAD)
        while (left := size - file.tell()) > 0:
            file.write(noise[:left])
    return path


def make_photos(folder: Path, count: int, size: int) -> list[Path]:
    """Write files that count as JPEG, no two alike."""
    folder.mkdir()
    dice = random.Random(2)
    paths = [folder / f"photo-{number:03}.jpg" for number in range(count)]
    for path in paths:
        path.write_bytes(PHOTO_HEAD + dice.randbytes(size - len(PHOTO_HEAD)))
    return paths
