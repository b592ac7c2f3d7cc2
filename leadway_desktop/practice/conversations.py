"""Some 300 conversations that look real, always the same ones for a seed, fresh relative to now."""

import random
import string
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from leadway_desktop.practice import people
from leadway_desktop.practice.featured import FEATURED, MINUTE_MS, Featured

COUNT = 300
DAY_MS = 24 * 60 * MINUTE_MS
# Rows of one date, across the edges of pages of 20, 40, 50 and 100.
EQUAL_DATES = (range(18, 22), range(38, 42), range(48, 52), range(98, 102), range(198, 202))

Direction = Literal["inbound", "outbound"]
# How a row is written in a reply: plainly, or with the irregularities that clients must bear.
Shape = Literal["plain", "iso_dates", "nulls", "sparse", "extra"]

# Every value that is documented, once, and two that nobody documented.
RARE_TYPES = (
    "TYPE_CALL", "TYPE_RCS", "TYPE_WEBCHAT", "TYPE_GMB", "TYPE_TIKTOK", "TYPE_CUSTOM_SMS",
    "TYPE_CUSTOM_EMAIL", "TYPE_CUSTOM_PROVIDER_SMS", "TYPE_CAMPAIGN_SMS", "TYPE_CAMPAIGN_EMAIL",
    "TYPE_CAMPAIGN_MANUAL_SMS", "TYPE_CAMPAIGN_FACEBOOK", "TYPE_CAMPAIGN_CALL",
    "TYPE_CAMPAIGN_VOICEMAIL", "TYPE_CAMPAIGN_GMB", "TYPE_ACTIVITY_APPOINTMENT",
    "TYPE_ACTIVITY_CONTACT", "TYPE_ACTIVITY_INVOICE", "TYPE_ACTIVITY_PAYMENT",
    "TYPE_ACTIVITY_OPPORTUNITY", "TYPE_REVIEW", "TYPE_INTERNAL_COMMENT", "TYPE_LIVE_CHAT",
    "TYPE_IVR_CALL", "TYPE_HOLOGRAM", "type_whatsapp_flow_v2",
)  # fmt: skip
COMMON_TYPES = (
    ("TYPE_WHATSAPP", 50), ("TYPE_SMS", 13), ("TYPE_EMAIL", 12), ("TYPE_FACEBOOK", 7),
    ("TYPE_INSTAGRAM", 8), ("TYPE_LIVE_CHAT", 4), ("TYPE_CALL", 3), ("TYPE_WEBCHAT", 2),
    ("TYPE_TIKTOK", 1),
)  # fmt: skip
# `type`, as words in search and as a number in the single conversation.
KINDS = {
    "TYPE_EMAIL": ("TYPE_EMAIL", 3),
    "TYPE_FACEBOOK": ("TYPE_FB_MESSENGER", 2),
    "TYPE_INSTAGRAM": ("TYPE_FB_MESSENGER", 2),
    "TYPE_REVIEW": ("TYPE_REVIEW", 4),
}
USUAL_KIND = ("TYPE_PHONE", 1)
FIXED_BODIES = {
    "TYPE_CALL": "Llamada perdida · 0:00",
    "TYPE_IVR_CALL": "Llamada · 2:41",
    "TYPE_CAMPAIGN_CALL": "Llamada de campaña",
    "TYPE_CAMPAIGN_VOICEMAIL": "Mensaje en el buzón de voz",
    "TYPE_REVIEW": "★★★★★ Muy buena atención, volveré seguro",
    "TYPE_INTERNAL_COMMENT": "@Carla ¿puedes mirar esta garantía?",
    "TYPE_ACTIVITY_APPOINTMENT": "Cita confirmada para el jueves a las 10:00",
    "TYPE_ACTIVITY_CONTACT": "Contacto creado desde el formulario web",
    "TYPE_ACTIVITY_INVOICE": "Factura 2026-1187 enviada",
    "TYPE_ACTIVITY_PAYMENT": "Pago recibido: 184,50 €",
    "TYPE_ACTIVITY_OPPORTUNITY": "Oportunidad movida a «Presupuesto enviado»",
}


@dataclass(frozen=True)
class Conversation:
    """A conversation as the account keeps it; dates are epoch milliseconds."""

    id: str
    contact_id: str
    location_id: str
    name: str | None
    phone: str | None
    email: str | None
    last_message_type: str
    last_message_body: str
    last_message_at: int
    last_manual_message_at: int
    last_whatsapp_in_at: int | None
    direction: Direction
    unread: int
    starred: bool
    assigned_to: str | None
    tags: tuple[str, ...]
    shape: Shape

    @property
    def kind(self) -> tuple[str, int]:
        """The `type` of the conversation, as a word and as a number; not the channel."""
        return KINDS.get(self.last_message_type, USUAL_KIND)


def make_conversations(seed: int, location_id: str, now_ms: int) -> list[Conversation]:
    """Return COUNT conversations, newest first; only the dates depend on ``now_ms``."""
    featured = [
        _featured(seed, position, row, location_id, now_ms) for position, row in enumerate(FEATURED)
    ]
    ordinary = [
        _ordinary(seed, position, location_id, now_ms) for position in range(len(FEATURED), COUNT)
    ]
    return featured + ordinary


def make_id(seed: int, *parts: object) -> str:
    """Return an opaque id of twenty letters and digits, as the platform's are."""
    dice = random.Random(":".join(map(str, (seed, *parts))))
    return "".join(dice.choices(string.ascii_letters + string.digits, k=20))


def _featured(
    seed: int, position: int, row: Featured, location_id: str, now_ms: int
) -> Conversation:
    last_at = now_ms - row.minutes_ago * MINUTE_MS
    inbound_minutes = row.whatsapp_in_minutes_ago
    return Conversation(
        id=make_id(seed, "conversation", position),
        contact_id=make_id(seed, "contact", position),
        location_id=location_id,
        name=row.name,
        phone=row.phone,
        email=row.email,
        last_message_type=row.type,
        last_message_body=row.body,
        last_message_at=last_at,
        last_manual_message_at=last_at,
        last_whatsapp_in_at=now_ms - inbound_minutes * MINUTE_MS if inbound_minutes else None,
        direction="outbound" if row.ours else "inbound",
        unread=row.unread,
        starred=row.starred,
        assigned_to=people.AGENTS[position % 3] if position % 2 else None,
        tags=(people.TAGS[0],),
        shape="plain",
    )


def _ordinary(seed: int, position: int, location_id: str, now_ms: int) -> Conversation:
    dice = random.Random(f"{seed}:row:{position}")
    kind = _message_type(dice, position)
    direction: Direction = "outbound" if dice.random() < 0.35 else "inbound"
    person = _person(dice, position, direction)
    last_at = now_ms - _age_ms(seed, position)
    heard_before = dice.randrange(DAY_MS) if direction == "outbound" else 0
    return Conversation(
        id=make_id(seed, "conversation", position),
        contact_id=make_id(seed, "contact", position),
        location_id=location_id,
        name=person.name,
        phone=person.phone,
        email=person.email,
        last_message_type=kind,
        last_message_body=FIXED_BODIES.get(kind, person.words),
        last_message_at=last_at,
        last_manual_message_at=last_at - dice.randrange(3 * DAY_MS),
        last_whatsapp_in_at=last_at - heard_before if kind == "TYPE_WHATSAPP" else None,
        direction=direction,
        unread=_unread(dice, position, direction),
        starred=dice.random() < 0.08,
        assigned_to=dice.choice((*people.AGENTS, None)),
        tags=tuple(dice.sample(people.TAGS, dice.randrange(3))),
        shape=_shape(position),
    )


def _message_type(dice: random.Random, position: int) -> str:
    if position % 8 == 6 and position // 8 < len(RARE_TYPES) + 2:
        return RARE_TYPES[(position // 8 - 1) % len(RARE_TYPES)]
    types, weights = zip(*COMMON_TYPES, strict=True)
    return str(dice.choices(types, weights)[0])


def _unread(dice: random.Random, position: int, direction: Direction) -> int:
    if position == 61:
        return 120
    waiting = dice.random() < (0.4 if position < 40 else 0.04)
    return dice.choice((1, 1, 2, 3, 7)) if waiting and direction == "inbound" else 0


@dataclass(frozen=True)
class _Person:
    """Somebody, and the last words in the conversation with them."""

    name: str | None
    words: str
    phone: str | None
    email: str | None


def _person(dice: random.Random, position: int, direction: Direction) -> _Person:
    """Invent somebody who writes, and is written to, in a language of their own."""
    name, tongue = _name_and_tongue(dice, position)
    words = dice.choice(tongue.ours if direction == "outbound" else tongue.theirs)
    if position % 70 == 33:
        return _Person(None, words, None, None)
    reachable = name is None or dice.random() < 0.85
    return _Person(
        name=name,
        words=words,
        phone=_phone(dice, tongue) if reachable else None,
        email=_email(name, dice) if name and dice.random() < 0.6 else None,
    )


def _name_and_tongue(dice: random.Random, position: int) -> tuple[str | None, people.Tongue]:
    """Return a name, None for one in sixteen who is known by a number alone."""
    turn, round_ = position % 16, position // 16
    match turn:
        case 3:
            name, words = people.ELSEWHERE[round_ % len(people.ELSEWHERE)]
            return name, replace(people.SPANISH, ours=(words,), theirs=(words,))
        case 5:
            return people.PORTUGUESE_NAMES[round_ % len(people.PORTUGUESE_NAMES)], people.PORTUGUESE
        case 9:
            return None, people.SPANISH
        case 11:
            return people.ENGLISH_NAMES[round_ % len(people.ENGLISH_NAMES)], people.ENGLISH
        case 14:
            return people.COMPANIES[round_ % len(people.COMPANIES)], people.SPANISH
    families = dice.sample(people.FAMILY, 2 if dice.random() < 0.6 else 1)
    return f"{dice.choice(people.GIVEN)} {' '.join(families)}", people.SPANISH


def _phone(dice: random.Random, tongue: people.Tongue) -> str:
    """Return a number; each # of a country's pattern is a digit."""
    pattern = dice.choice(tongue.phones)
    return "".join(str(dice.randrange(10)) if char == "#" else char for char in pattern)


def _email(name: str, dice: random.Random) -> str | None:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = ["".join(filter(str.isalnum, word)) for word in plain.split()]
    local = ".".join(word for word in words if word)[:40].strip(".")
    return (
        f"{local}@{dice.choice(('example.com', 'example.org', 'example.net'))}" if local else None
    )


def _age_ms(seed: int, position: int) -> int:
    """Return how long ago the last message came: dense in the last days, thin before."""
    for same in EQUAL_DATES:
        if position in same:
            position = same.start
    step = position - len(FEATURED) + 1
    jitter = random.Random(f"{seed}:age:{position}").randrange(MINUTE_MS)
    share = step / (COUNT - len(FEATURED))
    oldest_featured = FEATURED[-1].minutes_ago * MINUTE_MS
    return oldest_featured + int(step * 25 * MINUTE_MS + share**2.2 * 150 * DAY_MS) + jitter


def _shape(position: int) -> Shape:
    shapes: dict[int, Shape] = {1: "iso_dates", 4: "nulls", 6: "sparse", 8: "extra"}
    return shapes.get(position % 10, "plain")
