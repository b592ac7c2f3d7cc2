"""The newest conversations, written by hand: what a newcomer and a screenshot see first."""

from dataclasses import dataclass

MINUTE_MS = 60_000
HOUR = 60
DAY = 24 * HOUR


@dataclass(frozen=True)
class Featured:
    """One row. ``ours``: the last message is the house's. Ages are minutes."""

    name: str | None
    type: str
    body: str
    minutes_ago: int
    phone: str | None = None
    email: str | None = None
    unread: int = 0
    ours: bool = False
    starred: bool = False
    whatsapp_in_minutes_ago: int | None = None


FEATURED = (
    Featured(
        "María Fernández", "TYPE_WHATSAPP", "¿Me puede mandar el video de la instalación?", 4,
        phone="+34 612 345 678", email="maria.fernandez@example.com", unread=2, starred=True,
        whatsapp_in_minutes_ago=4,
    ),
    Featured(
        "Javier Rodríguez Peña", "TYPE_SMS", "Perfecto, quedo a la espera de los archivos", 15,
        phone="+34 655 010 203", email="javier.rodriguez@example.com",
    ),
    Featured(
        "Cláudia Oliveira", "TYPE_INSTAGRAM", "Obrigada! Fico no aguardo do contrato.", 48,
        email="claudia.oliveira@example.org", unread=1,
    ),
    Featured(
        "Taller González Hermanos", "TYPE_WHATSAPP", "Le adjunto la factura de octubre", 66,
        phone="+34 931 555 014", email="taller.gonzalez@example.com", ours=True,
        whatsapp_in_minutes_ago=18 * HOUR + 48,
    ),
    Featured(
        "Alice Whitfield", "TYPE_EMAIL", "Re: Damage photos for the claim", 19 * HOUR,
        phone="+44 7700 900142", email="alice.whitfield@example.net",
    ),
    Featured(
        None, "TYPE_WHATSAPP", "Nota de voz · 0:42", 22 * HOUR,
        phone="+52 55 1234 0987", unread=1, whatsapp_in_minutes_ago=22 * HOUR,
    ),
    Featured(
        "أحمد السعيد", "TYPE_FACEBOOK", "شكرا جزيلا على المساعدة", 2 * DAY - 3 * HOUR,
        phone="+34 600 555 019",
    ),
    Featured(
        "Lucía Paredes", "TYPE_SMS", "Listo, ya lo recibí 🙌", 2 * DAY + HOUR,
        phone="+57 300 555 0147", email="lucia.paredes@example.com",
    ),
    Featured(
        "Pedro Núñez", "TYPE_LIVE_CHAT", "Chat del sitio: ¿siguen abiertos?", 2 * DAY + 5 * HOUR,
        email="pedro.nunez@example.org",
    ),
    Featured(
        "דנה שפירא", "TYPE_WHATSAPP", "תודה, התמונות הגיעו 🙏", 3 * DAY,
        phone="+34 600 555 023", whatsapp_in_minutes_ago=3 * DAY,
    ),
    Featured(
        "Comunidad de Propietarios Avenida de la Constitución 127-129, Escalera B", "TYPE_EMAIL",
        "Adjuntamos el acta de la junta y las fotos de las humedades del garaje",
        3 * DAY + 4 * HOUR, email="comunidad.constitucion127@example.com", unread=4,
    ),
    Featured(
        "Renata Zúñiga", "TYPE_CALL", "Llamada perdida · 0:00", 3 * DAY + 6 * HOUR,
        phone="+52 55 5555 0172", starred=True,
    ),
)  # fmt: skip
