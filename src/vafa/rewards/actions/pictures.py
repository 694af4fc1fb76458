"""Pictures of rewards: read, turned upright, made smaller and written anew, so that nothing of an upload is kept but
what one sees."""

from datetime import datetime
from io import BytesIO
from typing import Final, Literal
from uuid import UUID

from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from vafa.base.models import Club
from vafa.rewards.errors import NotAPicture
from vafa.rewards.models import Picture, Reward
from vafa.rewards.queries import catalogue

BYTES_MOST: Final = 8 * 1024 * 1024
PIXELS_MOST: Final = 40_000_000
SIZE: Final = (960, 720)
"""What a phone shows sharply; the picture fits into it."""
FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF")
QUALITY: Final = 80


@transaction.atomic
def put_picture(
    *, club: Club, reward_id: UUID, language: Literal["fa", "en"], content: bytes, now: datetime
) -> Picture:
    """In: an uploaded picture, and for readers of which language. Out: it, as members see it; the one before goes.
    Refused: no picture, too many bytes or pixels."""
    reward = catalogue.get(club, reward_id)
    made, (width, height) = _made_anew(content)
    picture = Picture.objects.create(club=club, content=made, width=width, height=height, made_at=now)
    _set(reward, language, picture.id)
    return picture


@transaction.atomic
def take_picture_off(*, club: Club, reward_id: UUID, language: Literal["fa", "en"]) -> Reward:
    """The reward shows its icon again, or the picture of the other language."""
    reward = catalogue.get(club, reward_id)
    _set(reward, language, None)
    return reward


def _set(reward: Reward, language: str, picture: UUID | None) -> None:
    name = f"picture_{language}"
    before = getattr(reward, name)
    setattr(reward, name, picture)
    reward.save(update_fields=[name])
    Picture.objects.filter(club_id=reward.club_id, id=before).delete()


def _made_anew(content: bytes) -> tuple[bytes, tuple[int, int]]:
    """WebP, since phones of some years ago show it and AVIF they do not. What is transparent stands on white."""
    if len(content) > BYTES_MOST:
        raise NotAPicture(why="bytes", most=BYTES_MOST // 1024 // 1024)
    try:
        opened = Image.open(BytesIO(content), formats=FORMATS)
        if opened.width * opened.height > PIXELS_MOST:
            raise NotAPicture(why="pixels", most=PIXELS_MOST // 1_000_000)
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise NotAPicture(why="unreadable", most=0) from None
    upright.thumbnail(SIZE)
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright)
    written = BytesIO()
    ground.save(written, "WEBP", quality=QUALITY)
    return written.getvalue(), ground.size
