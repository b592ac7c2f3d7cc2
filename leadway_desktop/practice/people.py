"""Names and phrases of the practice customers: invented, in the languages of the house."""

from dataclasses import dataclass

GIVEN = (
    "Sofía", "Martín", "Valentina", "Diego", "Camila", "Andrés", "Carmen", "Álvaro", "Ximena",
    "Iñaki", "Rocío", "Joaquín", "Paula", "Emilio", "Nuria", "Óscar", "Daniela", "Hugo", "Elena",
    "Gonzalo", "Beatriz", "Rubén", "Adriana", "Tomás", "Marisol", "Íñigo", "Teresa", "Sebastián",
    "Noelia", "Ramiro", "Guadalupe", "Fabián", "Ainhoa", "César", "Montserrat", "Raúl", "Leire",
    "Ernesto", "Alejandra", "Matías", "Yolanda", "Sergio", "Renata", "Ismael", "Pilar",
)  # fmt: skip
FAMILY = (
    "García", "Martínez", "López", "Sánchez", "Gómez", "Muñoz", "Ortega", "Castaño", "Ibáñez",
    "Quiroga", "Vázquez", "Salgado", "Peña", "Zúñiga", "Etxeberria", "Navarro", "Cordero",
    "Villanueva", "Acosta", "Benítez", "Camacho", "Domínguez", "Escobar", "Figueroa", "Guerrero",
    "Herrera", "Jiménez", "Lozano", "Molina", "Olmedo", "Pizarro", "Quintana", "Riquelme",
    "Santillán", "Toledo", "Urrutia", "Varela", "Yáñez", "Zapata", "Arrieta", "Bermúdez", "Crespo",
)  # fmt: skip
PORTUGUESE_NAMES = (
    "João Carvalho", "Inês Figueiredo", "Thiago Nascimento", "Letícia Araújo", "Antônio Magalhães",
    "Conceição Brandão", "Rafael Guimarães", "Débora Leitão", "Luís Assunção", "Fátima Falcão",
    "Gustavo Paixão", "Simone Bragança",
)  # fmt: skip
ENGLISH_NAMES = (
    "Oliver Hartley", "Grace Pemberton", "Noah Fairbanks", "Charlotte Ashworth", "Ethan Caldwell",
    "Hannah O'Rourke", "Jack Winterbourne", "Amelia Thornton-Hughes", "Liam Kowalczyk",
    "Zoë Blackwood", "George McAllister", "Ruby Ellington",
)  # fmt: skip
ELSEWHERE = (
    ("فاطمة الزهراء", "متى يصل الفني من فضلكم؟"),
    ("يوسف بن علي", "أرسلت لكم صور العطل 📷"),
    ("נועה כהן", "תודה רבה, קיבלתי את החשבונית"),
    ("אבי לוי", "אפשר לתאם ביקור ליום ראשון?"),
    ("王小明", "发票已经收到，谢谢"),
    ("佐藤 美咲", "写真を送りました。ご確認ください"),
    ("Ольга Ковальчук", "Дякую, посилка вже тут"),
    ("Ελένη Παπαδοπούλου", "Ευχαριστώ πολύ!"),
    ("Nguyễn Thị Ánh", "Cảm ơn, tôi đã nhận được ảnh"),
    ("Øystein Åsgård", "Takk, filene kom frem"),
    ("🌸 Florería La Rosa 🌸", "¿Hacen entregas el domingo? 🌹🌹"),
    ("🔧 Fontanería Exprés 24h", "Presupuesto aceptado 👍"),
    ("María 👩‍👩‍👧‍👦 Casa", "Somos 4, ¿entra en el presupuesto? 🇪🇸"),
    ("Zoé", "ok"),
    ("Íñigo Martínez de Aragón y Fernández de Córdoba-Figueroa, Marqués de Villahermosa del Campo",
     "Adjunto la póliza completa del seguro del hogar junto con las fotografías de los daños en la"
     " fachada norte, el tejado del garaje, la valla del jardín y los dos ventanales del salón, tal"
     " como acordamos por teléfono el martes pasado con su compañera de siniestros."),
    ("Construcciones,\u00a0Reformas\u00a0y\u00a0Mantenimientos\u00a0Integrales\u00a0Hijos\u00a0de\u00a0Bartolomé\u00a0S.\u00a0L.",
     "Buenos días,\n\nles remito:\n\t1. el contrato\n\t2. el anexo\n\nSaludos"),
    ("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Garage", "Rwy'n anfon y lluniau"),
    ("O'Higgins <Ventas & Cía.>", "Precio < 100 € & entrega > 2 días?"),
)  # fmt: skip
COMPANIES = (
    "Talleres Monreal", "Clínica Dental Sonríe", "Panadería La Espiga", "Inmobiliaria Costa Azul",
    "Gestoría Valdés y Asociados", "Academia Atenea", "Electrodomésticos Rivas", "Ferretería Soto",
    "Transportes Hermanos Calvo", "Óptica Mirador", "Autoescuela Avenida", "Muebles Arcadia",
)  # fmt: skip
CUSTOMER_PHRASES = (
    "¿Me pueden enviar la factura, por favor?",
    "Buenos días, ¿a qué hora pasa el técnico?",
    "Le mando las fotos de la avería 📷",
    "Gracias, todo perfecto 😊",
    "El paquete llegó con la caja rota",
    "¿Cuánto cuesta la reparación?",
    "Foto",
    "Nota de voz · 1:07",
    "Video · 0:23",
    "Documento · presupuesto.pdf",
    "¿Puedo pagar en dos plazos?",
    "No me abre el enlace que me enviaron",
    "La caldera vuelve a perder agua 😩",
    "Confirmo la cita del jueves a las 10",
    "Necesito cambiar la dirección de entrega",
    "¿Tienen disponible el modelo en blanco?",
    "Ya hice la transferencia, adjunto el justificante",
    "Sigo esperando una respuesta desde el lunes",
    "Mil gracias por la rapidez 🙏",
    "¿La garantía cubre la pantalla?",
    "Listo, firmado ✍️",
    "Les dejé las llaves con el portero",
    "El número de pedido es 48-20317",
    "👍",
    "Me sale un error al subir la foto",
    "¿Siguen abiertos a las ocho?",
    "Perdón, la imagen salió borrosa, le mando otra",
    "Prefiero que me llamen por la tarde",
)
AGENT_PHRASES = (
    "Le adjunto la factura, cualquier duda nos dice",
    "El técnico pasa mañana entre las 9 y las 11",
    "Recibido, lo revisamos y le confirmamos",
    "Aquí tiene el video con los pasos de la instalación",
    "Su pedido salió hoy del almacén 🚚",
    "¿Podría enviarnos una foto de la etiqueta?",
    "Le enviamos el contrato para que lo firme",
    "Gracias a usted, que tenga buen día",
    "Ya está solicitado el reembolso, tarda de 3 a 5 días",
    "Quedamos entonces el martes a las 16:30",
)
PORTUGUESE_AGENT_PHRASES = (
    "Segue o contrato em anexo, qualquer dúvida avise",
    "O técnico passa amanhã entre as 9 e as 11",
    "Recebido, obrigado pelas fotos",
)
ENGLISH_AGENT_PHRASES = (
    "Here is the invoice, let us know if anything is missing",
    "Our technician will be there tomorrow between 9 and 11",
    "Received, thank you for the photos",
)
PORTUGUESE_PHRASES = (
    "Bom dia! Já enviaram o orçamento?",
    "Segue o comprovante do pagamento",
    "Não consegui abrir o arquivo",
    "Perfeito, obrigada pela atenção!",
    "Vocês entregam em Florianópolis?",
)
ENGLISH_PHRASES = (
    "Could you resend the invoice as a PDF?",
    "Photos of the leak attached",
    "Thanks, that fixed it!",
    "Is the warranty still valid?",
    "Our claim number is 2231-B",
    "The courier never showed up",
)
TAGS = ("cliente", "vip", "garantía", "presupuesto enviado", "moroso", "taller", "nuevo")
AGENTS = ("usrCarla0000000000001", "usrMateo0000000000002", "usrNerea0000000000003")


@dataclass(frozen=True)
class Tongue:
    """How a customer writes, how the house answers, and what their phone numbers look like."""

    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    phones: tuple[str, ...]


SPANISH = Tongue(
    CUSTOMER_PHRASES,
    AGENT_PHRASES,
    (
        "+34 6## ### ###",
        "+34 6## ### ###",
        "+52 55 #### ####",
        "+57 3## ### ####",
        "+54 9 11 ####-####",
    ),
)
PORTUGUESE = Tongue(
    PORTUGUESE_PHRASES,
    PORTUGUESE_AGENT_PHRASES,
    ("+351 91# ### ###", "+55 11 9####-####"),
)
ENGLISH = Tongue(
    ENGLISH_PHRASES,
    ENGLISH_AGENT_PHRASES,
    ("+44 7700 900###", "+1 202-555-01##"),  # ranges kept free for fiction
)
