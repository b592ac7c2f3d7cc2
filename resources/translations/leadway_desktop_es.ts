<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
<context>
    <name>About</name>
    <message>
        <source>About Leadway Desktop</source>
        <translation>Acerca de Leadway Desktop</translation>
    </message>
    <message>
        <source>Attach files to Leadway CRM conversations, with progress that does not lie.</source>
        <translation>Adjunta archivos a las conversaciones de Leadway CRM, con un progreso que no miente.</translation>
    </message>
</context>
<context>
    <name>AccountHeader</name>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>En línea</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>Account: {name}</source>
        <translation>Cuenta: {name}</translation>
    </message>
    <message>
        <source>No access</source>
        <translation>Sin acceso</translation>
    </message>
    <message>
        <source>Refresh the list</source>
        <translation>Actualizar la lista</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Ajustes…</translation>
    </message>
    <message>
        <source>Report for support…</source>
        <translation>Informe para soporte…</translation>
    </message>
    <message>
        <source>About Leadway Desktop</source>
        <translation>Acerca de Leadway Desktop</translation>
    </message>
    <message>
        <source>Leave the practice account</source>
        <translation>Salir de la cuenta de práctica</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Cerrar la sesión</translation>
    </message>
</context>
<context>
    <name>AllUploadsPanel</name>
    <message>
        <source>All uploads</source>
        <translation>Todas las subidas</translation>
    </message>
    <message>
        <source>No uploads of this kind</source>
        <translation>No hay subidas de este tipo</translation>
    </message>
    <message>
        <source>Nothing has been uploaded since the window was opened</source>
        <translation>No se ha subido nada desde que se abrió la ventana</translation>
    </message>
</context>
<context>
    <name>AttachmentPane</name>
    <message numerus="yes">
        <source>%n item(s) left out: a web address or a folder</source>
        <translation>
            <numerusform>Se dejó fuera %n elemento: una dirección web o una carpeta</numerusform>
            <numerusform>Se dejaron fuera %n elementos: direcciones web o carpetas</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a conversation first</source>
        <translation>Primero elija una conversación</translation>
    </message>
    <message>
        <source>Files for {contact}</source>
        <translation>Archivos para {contact}</translation>
    </message>
    <message>
        <source>Those files can only be moved. Drag them without the Shift key.</source>
        <translation>Esos archivos solo se pueden mover. Arrástrelos sin la tecla Mayús.</translation>
    </message>
    <message>
        <source>Goes to {contact} once uploaded</source>
        <translation>Se enviará a {contact} al terminar</translation>
    </message>
    <message>
        <source>On its way to {contact}</source>
        <translation>En camino a {contact}</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) for {contact}</source>
        <translation>
            <numerusform>%n archivo para {contact}</numerusform>
            <numerusform>%n archivos para {contact}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s) for {contact} · you choose the channel</source>
        <translation>
            <numerusform>Soltar %n archivo para {contact} · usted elige el canal</numerusform>
            <numerusform>Soltar %n archivos para {contact} · usted elige el canal</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s) for {contact} · {channel}, up to {limit}</source>
        <translation>
            <numerusform>Soltar %n archivo para {contact} · {channel}, hasta {limit}</numerusform>
            <numerusform>Soltar %n archivos para {contact} · {channel}, hasta {limit}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>Uploads wait for you to sign in again.</source>
        <translation>Hay subidas que esperan a que vuelva a iniciar sesión.</translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s) did not arrive.</source>
        <translation>
            <numerusform>%n subida no llegó.</numerusform>
            <numerusform>%n subidas no llegaron.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) did not reach the customer.</source>
        <translation>
            <numerusform>%n archivo no llegó al cliente.</numerusform>
            <numerusform>%n archivos no llegaron al cliente.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) may not have been sent.</source>
        <translation>
            <numerusform>Es posible que %n archivo no se haya enviado.</numerusform>
            <numerusform>Es posible que %n archivos no se hayan enviado.</numerusform>
        </translation>
    </message>
    <message>
        <source>All uploads have arrived.</source>
        <translation>Todas las subidas han llegado.</translation>
    </message>
</context>
<context>
    <name>CancelAll</name>
    <message numerus="yes">
        <source>%n message(s) could not be held back any more.</source>
        <translation>
            <numerusform>Ya no se pudo retener %n mensaje.</numerusform>
            <numerusform>Ya no se pudieron retener %n mensajes.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CancelAllQuestion</name>
    <message numerus="yes">
        <source>%n upload(s) will be cancelled.</source>
        <translation>
            <numerusform>Se cancelará %n subida.</numerusform>
            <numerusform>Se cancelarán %n subidas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) will not be sent.</source>
        <translation>
            <numerusform>%n mensaje no se enviará.</numerusform>
            <numerusform>%n mensajes no se enviarán.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel all?</source>
        <translation>¿Cancelar todo?</translation>
    </message>
    <message>
        <source>Do not cancel</source>
        <translation>No cancelar</translation>
    </message>
    <message>
        <source>What has arrived stays in Leadway.</source>
        <translation>Lo que ya ha llegado se queda en Leadway.</translation>
    </message>
    <message>
        <source>What was written for the customers stays as a draft.</source>
        <translation>Lo que se escribió para los clientes queda como borrador.</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>Cancelar todo</translation>
    </message>
</context>
<context>
    <name>CaptionField</name>
    <message>
        <source>Write a message (optional)</source>
        <translation>Escriba un mensaje (opcional)</translation>
    </message>
    <message>
        <source>Message to the customer</source>
        <translation>Mensaje para el cliente</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a new line</source>
        <translation>Intro envía, Mayús+Intro empieza una línea nueva</translation>
    </message>
</context>
<context>
    <name>ChannelPicker</name>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Canales</translation>
    </message>
    <message>
        <source>The channel that files for this conversation go by</source>
        <translation>El canal por el que van los archivos de esta conversación</translation>
    </message>
    <message>
        <source>Choose a channel</source>
        <translation>Elija un canal</translation>
    </message>
    <message>
        <source>{channel} · up to {limit}</source>
        <translation>{channel} · hasta {limit}</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>No location id is set. Set location_id in {file}, or the variable LEADWAY_DESKTOP_LOCATION_ID.</source>
        <translation>Falta el id de la ubicación. Ponga location_id en {file}, o la variable LEADWAY_DESKTOP_LOCATION_ID.</translation>
    </message>
    <message>
        <source>Practice account: nothing leaves this computer; links end with this run.</source>
        <translation>Cuenta de práctica: nada sale de este equipo; los enlaces dejan de valer al terminar.</translation>
    </message>
    <message>
        <source>The settings file could not be read; it is now {file}.</source>
        <translation>No se pudo leer el archivo de ajustes; ahora es {file}.</translation>
    </message>
    <message>
        <source>run the practice account alone</source>
        <translation>solo poner en marcha la cuenta de práctica</translation>
    </message>
    <message>
        <source>upload files to a conversation and print their links</source>
        <translation>subir archivos a una conversación y mostrar sus enlaces</translation>
    </message>
    <message>
        <source>the conversation&apos;s id, as `conversations` prints it</source>
        <translation>el id de la conversación, como lo muestra `conversations`</translation>
    </message>
    <message>
        <source>Attach files to Leadway CRM conversations. Without a command the window opens; where files are named, it asks which conversation they are for.</source>
        <translation>Adjunta archivos a las conversaciones de Leadway CRM. Sin un comando se abre la ventana; si se indican archivos, pregunta para qué conversación son.</translation>
    </message>
    <message>
        <source>COMMAND</source>
        <translation>COMANDO</translation>
    </message>
    <message>
        <source>FILE</source>
        <translation>ARCHIVO</translation>
    </message>
    <message>
        <source>TEXT</source>
        <translation>TEXTO</translation>
    </message>
    <message>
        <source>(did you mean {option}?)</source>
        <translation>(¿quiso decir {option}?)</translation>
    </message>
    <message>
        <source>CHANNEL</source>
        <translation>CANAL</translation>
    </message>
    <message>
        <source>one of {names}; without it, that of the conversation&apos;s last message</source>
        <translation>uno de {names}; si falta, el del último mensaje de la conversación</translation>
    </message>
    <message>
        <source>print one JSON object per file</source>
        <translation>mostrar un objeto JSON por archivo</translation>
    </message>
    <message>
        <source>send the files to the customer as messages; on a terminal it asks before</source>
        <translation>enviar los archivos al cliente como mensajes; en una terminal pregunta antes</translation>
    </message>
    <message>
        <source>with --send: what the first message says</source>
        <translation>con --send: lo que dice el primer mensaje</translation>
    </message>
    <message>
        <source>with --send: do not ask before</source>
        <translation>con --send: no preguntar antes</translation>
    </message>
    <message>
        <source>finish the uploads that were begun and not finished</source>
        <translation>terminar las subidas que se empezaron y no acabaron</translation>
    </message>
    <message>
        <source>try those again as well that failed</source>
        <translation>intentar otra vez también las que fallaron</translation>
    </message>
    <message>
        <source>list the uploads of this computer: what runs, what is next, and what is over, latest first</source>
        <translation>listar las subidas de este equipo: las que están en curso, las siguientes y las terminadas, de la más reciente a la más antigua</translation>
    </message>
    <message>
        <source>take these off the list instead, finished or not</source>
        <translation>en vez de eso, quitar estas de la lista, terminadas o no</translation>
    </message>
    <message>
        <source>print one JSON object per upload</source>
        <translation>mostrar un objeto JSON por subida</translation>
    </message>
    <message>
        <source>list what was uploaded from this computer, newest first</source>
        <translation>listar lo que se subió desde este equipo, primero lo más reciente</translation>
    </message>
    <message>
        <source>only receipts with these words: file, contact, number, link, ids</source>
        <translation>solo los comprobantes con estas palabras: archivo, contacto, número, enlace, id</translation>
    </message>
    <message>
        <source>write a table; - is the standard output</source>
        <translation>escribir una tabla; - es la salida estándar</translation>
    </message>
    <message>
        <source>print one JSON object per receipt</source>
        <translation>mostrar un objeto JSON por comprobante</translation>
    </message>
    <message>
        <source>list conversations, the newest first</source>
        <translation>listar las conversaciones, primero las más recientes</translation>
    </message>
    <message>
        <source>only those that Leadway finds for this text</source>
        <translation>solo las que Leadway encuentra con este texto</translation>
    </message>
    <message>
        <source>only those of this status</source>
        <translation>solo las que tienen este estado</translation>
    </message>
    <message>
        <source>how many at most (default: {count})</source>
        <translation>cuántas como máximo (si no se dice: {count})</translation>
    </message>
    <message>
        <source>print one JSON object per conversation</source>
        <translation>mostrar un objeto JSON por conversación</translation>
    </message>
    <message>
        <source>keep the token in this computer&apos;s keyring, or forget it</source>
        <translation>guardar el token en el llavero de este equipo, u olvidarlo</translation>
    </message>
    <message>
        <source>set: reads the token from standard input; clear: forgets it</source>
        <translation>set: lee el token de la entrada estándar; clear: lo olvida</translation>
    </message>
    <message>
        <source>end the program that is open; the next start goes on with its uploads</source>
        <translation>terminar el programa abierto; el próximo inicio sigue con sus subidas</translation>
    </message>
    <message>
        <source>check this computer and print what was found</source>
        <translation>revisar este equipo y mostrar lo que se encontró</translation>
    </message>
    <message>
        <source>show and write a report for support: a zip file without secrets</source>
        <translation>mostrar y escribir un informe para soporte: un archivo zip sin secretos</translation>
    </message>
    <message>
        <source>write it without asking</source>
        <translation>escribirlo sin preguntar</translation>
    </message>
    <message>
        <source>print one JSON object</source>
        <translation>mostrar un objeto JSON</translation>
    </message>
    <message>
        <source>use the practice account: nothing leaves this computer</source>
        <translation>usar la cuenta de práctica: nada sale de este equipo</translation>
    </message>
    <message>
        <source>usage: </source>
        <translation>uso: </translation>
    </message>
    <message>
        <source>positional arguments</source>
        <translation>argumentos</translation>
    </message>
    <message>
        <source>options</source>
        <translation>opciones</translation>
    </message>
    <message>
        <source>show this help message and exit</source>
        <translation>mostrar esta ayuda y terminar</translation>
    </message>
    <message>
        <source>argument %(argument_name)s: %(message)s</source>
        <translation>argumento %(argument_name)s: %(message)s</translation>
    </message>
    <message>
        <source>the following arguments are required: %s</source>
        <translation>faltan estos argumentos: %s</translation>
    </message>
    <message>
        <source>unrecognized arguments: %s</source>
        <translation>argumentos desconocidos: %s</translation>
    </message>
    <message>
        <source>invalid choice: %(value)r (choose from %(choices)s)</source>
        <translation>%(value)r no es ninguna de las opciones (elija entre %(choices)s)</translation>
    </message>
    <message>
        <source>ambiguous option: %(option)s could match %(matches)s</source>
        <translation>opción ambigua: %(option)s puede ser %(matches)s</translation>
    </message>
    <message>
        <source>expected one argument</source>
        <translation>falta su valor</translation>
    </message>
    <message>
        <source>expected at least one argument</source>
        <translation>falta al menos un valor</translation>
    </message>
    <message>
        <source>ignored explicit argument %r</source>
        <translation>no admite el valor %r</translation>
    </message>
    <message>
        <source>not allowed with argument %s</source>
        <translation>no se admite junto con %s</translation>
    </message>
    <message>
        <source>print the version and exit</source>
        <translation>mostrar la versión y terminar</translation>
    </message>
    <message>
        <source>must be one of {names}</source>
        <translation>debe ser uno de {names}</translation>
    </message>
    <message>
        <source>must be a whole number above zero</source>
        <translation>debe ser un número entero mayor que cero</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>no puede estar vacío</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Detenido.</translation>
    </message>
    <message>
        <source>This could not be written to the standard output: {reason}.</source>
        <translation>Esto no se pudo escribir en la salida estándar: {reason}.</translation>
    </message>
    <message>
        <source>`leadway-desktop token set` keeps a token in the keyring; the variable {name} gives one for a session.</source>
        <translation>`leadway-desktop token set` guarda un token en el llavero; la variable {name} da uno para una sesión.</translation>
    </message>
    <message>
        <source>There is no log of this run: {reason}</source>
        <translation>No hay registro de esta ejecución: {reason}</translation>
    </message>
    <message>
        <source>No conversation was found.</source>
        <translation>No se encontró ninguna conversación.</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(sin nombre)</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versiones</translation>
    </message>
    <message>
        <source>Cannot be written: {folder}</source>
        <translation>No se puede escribir: {folder}</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Carpetas</translation>
    </message>
    <message>
        <source>The file could not be read; it is now {file}.</source>
        <translation>No se pudo leer el archivo; ahora es {file}.</translation>
    </message>
    <message>
        <source>This computer&apos;s policy: {place}</source>
        <translation>Directiva de este equipo: {place}</translation>
    </message>
    <message>
        <source>Settings ({file})</source>
        <translation>Ajustes ({file})</translation>
    </message>
    <message>
        <source>The operating system&apos;s ({source})</source>
        <translation>Los del sistema operativo ({source})</translation>
    </message>
    <message>
        <source>Trusted certificates</source>
        <translation>Certificados de confianza</translation>
    </message>
    <message>
        <source>It keeps secrets: one was written, read back and removed.</source>
        <translation>Guarda secretos: se escribió uno, se leyó y se borró.</translation>
    </message>
    <message>
        <source>Keyring</source>
        <translation>Llavero</translation>
    </message>
    <message>
        <source>There is one, from {name}.</source>
        <translation>Hay uno, de {name}.</translation>
    </message>
    <message>
        <source>There is one, in the keyring.</source>
        <translation>Hay uno, en el llavero.</translation>
    </message>
    <message>
        <source>There is one, for this session only.</source>
        <translation>Hay uno, solo para esta sesión.</translation>
    </message>
    <message>
        <source>There is none: nobody is signed in.</source>
        <translation>No hay ninguno: nadie ha iniciado sesión.</translation>
    </message>
    <message>
        <source>Not known: the keyring does not tell.</source>
        <translation>No se sabe: el llavero no lo dice.</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>(default)</source>
        <translation>(predeterminado)</translation>
    </message>
    <message>
        <source>(proposed by the policy)</source>
        <translation>(propuesto por la directiva)</translation>
    </message>
    <message>
        <source>(from the file)</source>
        <translation>(del archivo)</translation>
    </message>
    <message>
        <source>(from the environment)</source>
        <translation>(del entorno)</translation>
    </message>
    <message>
        <source>(locked by the policy)</source>
        <translation>(bloqueado por la directiva)</translation>
    </message>
    <message>
        <source>No setting is called {name} ({kind}).</source>
        <translation>Ningún ajuste se llama {name} ({kind}).</translation>
    </message>
    <message>
        <source>No setting is called {name}. Is {meant} meant?</source>
        <translation>Ningún ajuste se llama {name}. ¿Quiso decir {meant}?</translation>
    </message>
    <message>
        <source>None: the straight way.</source>
        <translation>Ninguno: conexión directa.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Not asked: a setting above is wrong.</source>
        <translation>No se consultó: uno de los ajustes de arriba está mal.</translation>
    </message>
    <message>
        <source>Not asked: the practice account is not open.</source>
        <translation>No se consultó: la cuenta de práctica no está abierta.</translation>
    </message>
    <message>
        <source>It answers, after {milliseconds} ms.</source>
        <translation>Responde, tras {milliseconds} ms.</translation>
    </message>
    <message>
        <source>It accepts the token and the location id.</source>
        <translation>Acepta el token y el id de la ubicación.</translation>
    </message>
    <message>
        <source>Its certificate is for {subject}, by {issuer}, from {begin} to {end}; this computer&apos;s clock says {now}.</source>
        <translation>Su certificado es para {subject}, emitido por {issuer}, válido de {begin} a {end}; el reloj de este equipo marca {now}.</translation>
    </message>
    <message>
        <source>{name}: uploading {size} …</source>
        <translation>{name}: subiendo {size}…</translation>
    </message>
    <message>
        <source>finishing</source>
        <translation>terminando</translation>
    </message>
    <message>
        <source>The keyring holds no token of this account any more.</source>
        <translation>El llavero ya no guarda ningún token de esta cuenta.</translation>
    </message>
    <message>
        <source>Say `token set` or `token clear`. The token itself is read from standard input: as an argument, other programs would see it.</source>
        <translation>Escriba `token set` o `token clear`. El token se lee de la entrada estándar: como argumento lo verían otros programas.</translation>
    </message>
    <message>
        <source>The token is kept in the keyring ({backend}).</source>
        <translation>El token quedó guardado en el llavero ({backend}).</translation>
    </message>
    <message>
        <source>No token was given; nothing has changed.</source>
        <translation>No se indicó ningún token; no ha cambiado nada.</translation>
    </message>
    <message>
        <source>As long as {name} is set, its token is used instead.</source>
        <translation>Mientras {name} tenga un valor, se usa su token.</translation>
    </message>
    <message>
        <source>Token (it is not shown): </source>
        <translation>Token (no se muestra): </translation>
    </message>
    <message>
        <source>Stopped before the first file.</source>
        <translation>Se detuvo antes del primer archivo.</translation>
    </message>
    <message>
        <source>Nothing is unfinished.</source>
        <translation>No queda nada sin terminar.</translation>
    </message>
    <message>
        <source>Kept, as they belong to another location: {count}.</source>
        <translation>Se guardan, porque son de otra ubicación: {count}.</translation>
    </message>
    <message>
        <source>{name}: was given again since, and is not tried again.</source>
        <translation>{name}: se dio de nuevo después y no se vuelve a intentar.</translation>
    </message>
    <message>
        <source>Failed before: {count}. `resume --failed` tries them again; `uploads` lists them, and with `--remove` gives them up.</source>
        <translation>Fallaron antes: {count}. `resume --failed` las intenta otra vez; `uploads` las lista, y con `--remove` renuncia a ellas.</translation>
    </message>
    <message>
        <source>Not delivered: {count}. Look in the conversations; `uploads` tells which.</source>
        <translation>No entregados: {count}. Mire en las conversaciones; `uploads` dice cuáles.</translation>
    </message>
    <message>
        <source>Perhaps sent: {count}. Look in the conversations; `uploads` tells which.</source>
        <translation>Quizá enviados: {count}. Mire en las conversaciones; `uploads` dice cuáles.</translation>
    </message>
    <message>
        <source>A window is open: it goes on with the uploads by itself.</source>
        <translation>Hay una ventana abierta: sigue con las subidas por sí sola.</translation>
    </message>
    <message>
        <source>Stopped: nothing was uploaded or sent.</source>
        <translation>Detenido: no se subió ni se envió nada.</translation>
    </message>
    <message>
        <source>This command has uploaded and sent nothing. Give it again.</source>
        <translation>Este comando no subió ni envió nada. Repítalo.</translation>
    </message>
    <message>
        <source>If this command is stopped before its end, look in the conversation what the customer has before you give it again: it would send that once more.</source>
        <translation>Si este comando se interrumpe antes de acabar, mire en la conversación qué ha recibido el cliente antes de repetirlo: lo enviaría de nuevo.</translation>
    </message>
    <message>
        <source>A file that is named more than once goes once.</source>
        <translation>Un archivo indicado varias veces se sube una sola vez.</translation>
    </message>
    <message>
        <source>{problem} Trying again for up to {time} …</source>
        <translation>{problem} Se reintenta durante {time} como máximo…</translation>
    </message>
    <message>
        <source>The conversation does not tell its channel. Add --channel and one of {names}.</source>
        <translation>La conversación no indica su canal. Añada --channel y uno de {names}.</translation>
    </message>
    <message>
        <source>Another Leadway Desktop works on the list of uploads and does not answer. If it has a window, look there for the files; else close it, and try again.</source>
        <translation>Otra instancia de Leadway Desktop trabaja con la lista de subidas y no responde. Si tiene una ventana, busque allí los archivos; si no, ciérrela e inténtelo otra vez.</translation>
    </message>
    <message>
        <source>The list of uploads cannot be written ({reason}). Nothing was changed. Make room on the disk, or see to it that you may write in {folder}, then try again; `uploads` shows what is on the list, as far as it can be read.</source>
        <translation>No se puede escribir en la lista de subidas ({reason}). No se ha cambiado nada. Libere espacio en el disco o consiga permiso para escribir en {folder} y vuelva a intentarlo; `uploads` muestra lo que hay en la lista, hasta donde se puede leer.</translation>
    </message>
    <message>
        <source>Waiting for another command to finish …</source>
        <translation>Esperando a que termine otro comando…</translation>
    </message>
    <message>
        <source>The list of uploads was damaged. Read from it: {count}. It is now {file}.</source>
        <translation>La lista de subidas estaba dañada. Se leyeron de ella: {count}. La dañada se apartó como {file}.</translation>
    </message>
    <message>
        <source>Nobody can tell whether that is all: see what is missing.</source>
        <translation>Nadie puede saber si eso es todo: mire qué falta.</translation>
    </message>
    <message>
        <source>Not readable, and to be uploaded again: {count}.</source>
        <translation>No se pudieron leer y hay que subirlas de nuevo: {count}.</translation>
    </message>
    <message>
        <source>The last steps are not on the list of uploads ({reason}): `resume` may upload again what has arrived. If the disk is full, make room; `uploads --remove` takes it off the list.</source>
        <translation>Los últimos pasos no están en la lista de subidas ({reason}): `resume` puede volver a subir lo que ya llegó. Si el disco está lleno, libere espacio; `uploads --remove` lo quita de la lista.</translation>
    </message>
    <message>
        <source>The window that is open works on another location. Close it, or set the same location id.</source>
        <translation>La ventana abierta trabaja con otra ubicación. Ciérrela, o ponga el mismo id de ubicación.</translation>
    </message>
    <message>
        <source>Nobody is signed in in the window that is open. Sign in there, or close it.</source>
        <translation>Nadie ha iniciado sesión en la ventana abierta. Inicie sesión en ella, o ciérrela.</translation>
    </message>
    <message>
        <source>The window that is open is of another version. Close it, and try again.</source>
        <translation>La ventana abierta es de otra versión. Ciérrela e inténtelo otra vez.</translation>
    </message>
    <message>
        <source>The window, or its account, was just being closed. Try again.</source>
        <translation>La ventana, o su cuenta, se estaba cerrando en ese momento. Inténtelo otra vez.</translation>
    </message>
    <message>
        <source>The window&apos;s list cannot be written to the disk: if the window ends before it is done with the files, look in the conversation what the customer has, and give the command again for the others alone.</source>
        <translation>La lista de la ventana no se puede escribir en el disco: si la ventana se cierra antes de terminar con los archivos, mire en la conversación qué ha recibido el cliente y repita el comando solo con los demás.</translation>
    </message>
    <message>
        <source>The window&apos;s list cannot be written to the disk: if the window ends before it is done with the files, give the command again.</source>
        <translation>La lista de la ventana no se puede escribir en el disco: si la ventana se cierra antes de terminar con los archivos, repita el comando.</translation>
    </message>
    <message>
        <source>Stopped. Look in the window whether it has taken the files all the same.</source>
        <translation>Detenido. Mire en la ventana si aun así ha tomado los archivos.</translation>
    </message>
    <message>
        <source>The window has been given the files and has not said what became of them: look there.</source>
        <translation>La ventana ha recibido los archivos y no ha dicho qué fue de ellos: mírelo allí.</translation>
    </message>
    <message>
        <source>It was tried again for long, and nothing came of it.</source>
        <translation>Se intentó durante mucho tiempo y no se consiguió nada.</translation>
    </message>
    <message>
        <source>What became of the files could not be written to the standard output: {reason}. Give the command again: it tells that, and sends nothing twice.</source>
        <translation>No se pudo escribir en la salida estándar qué fue de los archivos: {reason}. Repita el comando: lo dirá y no enviará nada dos veces.</translation>
    </message>
    <message>
        <source>`leadway-desktop resume --failed` tries again what was not uploaded.</source>
        <translation>`leadway-desktop resume --failed` intenta otra vez lo que no se subió.</translation>
    </message>
    <message>
        <source>`leadway-desktop resume` goes on with what is kept; `leadway-desktop uploads` lists it, and gives up one with `--remove`.</source>
        <translation>`leadway-desktop resume` sigue con lo que se guardó; `leadway-desktop uploads` lo lista, y con `--remove` renuncia a una de las subidas.</translation>
    </message>
    <message>
        <source>The list could not be written all the time: look with `uploads` what it holds, and give the command again for what it lacks and did not arrive.</source>
        <translation>La lista no se pudo escribir todo el tiempo: mire con `uploads` qué contiene y repita el comando para lo que falte en ella y no haya llegado.</translation>
    </message>
    <message>
        <source>not uploaded yet; it is kept.</source>
        <translation>aún no se ha subido; queda guardado.</translation>
    </message>
    <message>
        <source>its bytes have arrived, but Leadway has not confirmed the last step; it is kept.</source>
        <translation>sus bytes han llegado, pero Leadway no ha confirmado el último paso; queda guardado.</translation>
    </message>
    <message>
        <source>the window that was opened goes on with it.</source>
        <translation>sigue con él la ventana que se ha abierto.</translation>
    </message>
    <message>
        <source>handed over to the window that is open.</source>
        <translation>entregado a la ventana abierta.</translation>
    </message>
    <message>
        <source>was already sent before; it was not sent again.</source>
        <translation>ya se envió antes; no se ha enviado de nuevo.</translation>
    </message>
    <message>
        <source>Uploaded: {done}. Failed: {failed}. Kept: {kept}.</source>
        <translation>Subidos: {done}. Fallidos: {failed}. Guardados: {kept}.</translation>
    </message>
    <message>
        <source>was already uploaded before.</source>
        <translation>ya se subió antes.</translation>
    </message>
    <message>
        <source>was already uploaded {time}.</source>
        <translation>ya se subió {time}.</translation>
    </message>
    <message>
        <source>Uploaded before: {count}.</source>
        <translation>Subidos antes: {count}.</translation>
    </message>
    <message>
        <source>There are no uploads.</source>
        <translation>No hay subidas.</translation>
    </message>
    <message>
        <source>, in a draft</source>
        <translation>, en un borrador</translation>
    </message>
    <message>
        <source>uploaded</source>
        <translation>subido</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pausa</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallido</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>cancelado</translation>
    </message>
    <message>
        <source>unfinished</source>
        <translation>sin terminar</translation>
    </message>
    <message>
        <source>A window is open: take uploads off the list there.</source>
        <translation>Hay una ventana abierta: quite allí las subidas de la lista.</translation>
    </message>
    <message>
        <source>Removed: {count}.</source>
        <translation>Quitadas: {count}.</translation>
    </message>
    <message>
        <source>{id} is in a draft: send it, or take it out, in the window.</source>
        <translation>{id} está en un borrador: envíelo o quítelo del borrador en la ventana.</translation>
    </message>
    <message>
        <source>{id} has words that belong in a draft: the next window puts them there.</source>
        <translation>{id} tiene un texto que pertenece a un borrador: la próxima ventana lo pondrá allí.</translation>
    </message>
    <message>
        <source>{id} was perhaps sent: `resume` looks for it first.</source>
        <translation>{id} quizá se envió: `resume` lo busca antes.</translation>
    </message>
    <message>
        <source>No upload, or more than one, has the id {id}.</source>
        <translation>Ninguna subida, o más de una, tiene el id {id}.</translation>
    </message>
    <message>
        <source>{name}: trying again in {time}</source>
        <translation>{name}: se reintentará en {time}</translation>
    </message>
    <message>
        <source>Waiting: {count}. {name}: trying again in {time}</source>
        <translation>En espera: {count}. {name}: se reintentará en {time}</translation>
    </message>
    <message>
        <source>{file} is there already. --yes replaces it.</source>
        <translation>{file} ya existe. --yes lo reemplaza.</translation>
    </message>
    <message>
        <source>Collecting what support needs…</source>
        <translation>Reuniendo lo que soporte necesita…</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>No se escribió nada.</translation>
    </message>
    <message>
        <source>The report for support holds:</source>
        <translation>El informe para soporte contiene:</translation>
    </message>
    <message>
        <source>Tokens, passwords and customers are taken out.</source>
        <translation>Sin tokens, contraseñas ni datos de clientes.</translation>
    </message>
    <message>
        <source>{file} is there already. Replace it? [y/N]</source>
        <translation>{file} ya existe. ¿Reemplazarlo? [s/N]</translation>
    </message>
    <message>
        <source>Write {file}? [y/N]</source>
        <translation>¿Escribir {file}? [s/N]</translation>
    </message>
    <message>
        <source>y,yes</source>
        <translation>s,sí,si</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}</source>
        <translation>No se puede escribir {file}: {reason}</translation>
    </message>
    <message>
        <source>Written: {file}</source>
        <translation>Escrito: {file}</translation>
    </message>
    <message>
        <source>The program is not open.</source>
        <translation>El programa no está abierto.</translation>
    </message>
    <message>
        <source>The program does not end. Close its window.</source>
        <translation>El programa no termina. Cierre su ventana.</translation>
    </message>
    <message>
        <source>The program has ended; its uploads go on at the next start.</source>
        <translation>El programa ha terminado; sus subidas siguen en el próximo inicio.</translation>
    </message>
    <message>
        <source>No receipt has these words.</source>
        <translation>Ningún comprobante tiene esas palabras.</translation>
    </message>
    <message>
        <source>There are no receipts.</source>
        <translation>No hay comprobantes.</translation>
    </message>
    <message>
        <source>Written: {count}.</source>
        <translation>Escritos: {count}.</translation>
    </message>
    <message>
        <source>to be sent</source>
        <translation>por enviar</translation>
    </message>
    <message>
        <source>perhaps sent</source>
        <translation>quizá enviado</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>enviado</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>no enviado</translation>
    </message>
    <message>
        <source>not delivered</source>
        <translation>no entregado</translation>
    </message>
    <message>
        <source>to be looked for</source>
        <translation>por comprobar</translation>
    </message>
    <message>
        <source>Messages sent: {sent}. Not sent: {refused}. Not delivered: {failed}. Perhaps sent: {unknown}. Kept: {kept}.</source>
        <translation>Mensajes enviados: {sent}. No enviados: {refused}. No entregados: {failed}. Quizá enviados: {unknown}. Guardados: {kept}.</translation>
    </message>
    <message>
        <source>Sent before: {count}.</source>
        <translation>Enviados antes: {count}.</translation>
    </message>
    <message>
        <source>uploaded, but not sent yet; the message is kept.</source>
        <translation>subido, pero todavía no enviado; el mensaje queda guardado.</translation>
    </message>
    <message>
        <source>uploaded; whether it was sent is not known yet. `resume` looks for it.</source>
        <translation>subido; todavía no se sabe si se envió. `resume` lo busca.</translation>
    </message>
    <message>
        <source>not uploaded yet.</source>
        <translation>aún sin subir.</translation>
    </message>
    <message>
        <source>uploaded; whether it was sent is not known yet.</source>
        <translation>subido; aún no se sabe si se envió.</translation>
    </message>
    <message>
        <source>uploaded, but not sent yet.</source>
        <translation>subido, pero aún sin enviar.</translation>
    </message>
    <message>
        <source>not sent yet.</source>
        <translation>aún sin enviar.</translation>
    </message>
    <message>
        <source>sent to {recipient}.</source>
        <translation>enviado a {recipient}.</translation>
    </message>
    <message>
        <source>was already sent before to {recipient}.</source>
        <translation>ya se envió antes a {recipient}.</translation>
    </message>
    <message>
        <source>was already sent {time} to {recipient}.</source>
        <translation>ya se envió {time} a {recipient}.</translation>
    </message>
    <message>
        <source>the answer was lost; looking in the conversation whether it was sent …</source>
        <translation>se perdió la respuesta; se mira en la conversación si se envió…</translation>
    </message>
    <message>
        <source>still looking whether it was sent.</source>
        <translation>se sigue mirando si se envió.</translation>
    </message>
    <message>
        <source>not sent.</source>
        <translation>no enviado.</translation>
    </message>
    <message>
        <source>--message and --yes go with --send.</source>
        <translation>--message y --yes van con --send.</translation>
    </message>
    <message>
        <source>The message is too long.</source>
        <translation>El mensaje es demasiado largo.</translation>
    </message>
    <message>
        <source>The files may have gone with other words before: these were not sent.</source>
        <translation>Los archivos quizá ya salieron con otro texto: este no se envió.</translation>
    </message>
    <message>
        <source>The files went with other words before: these were not sent. Give the command again to send the files once more, with them.</source>
        <translation>Los archivos ya salieron con otro texto: este no se envió. Repita el comando para enviar los archivos otra vez, con él.</translation>
    </message>
    <message>
        <source>To the customer of conversation {id}.</source>
        <translation>Para el cliente de la conversación {id}.</translation>
    </message>
    <message>
        <source>To: {recipient}</source>
        <translation>Para: {recipient}</translation>
    </message>
    <message>
        <source>Files: {files}. Messages: {messages}.</source>
        <translation>Archivos: {files}. Mensajes: {messages}.</translation>
    </message>
    <message>
        <source>Files sent before: {count}.</source>
        <translation>Archivos enviados antes: {count}.</translation>
    </message>
    <message>
        <source>Files tried before, which are not sent again: {count}.</source>
        <translation>Archivos ya intentados, que no se envían otra vez: {count}.</translation>
    </message>
    <message>
        <source>The customer&apos;s last WhatsApp message is more than 24 hours old (closed since {time}): WhatsApp will refuse this.</source>
        <translation>El último mensaje de WhatsApp del cliente tiene más de 24 horas (ventana cerrada desde: {time}): WhatsApp rechazará este envío.</translation>
    </message>
    <message>
        <source>Leadway does not tell when the customer wrote last: after 24 hours WhatsApp refuses messages.</source>
        <translation>Leadway no indica cuándo escribió el cliente por última vez: pasadas 24 horas, WhatsApp rechaza los mensajes.</translation>
    </message>
    <message>
        <source>Send? [y/N]</source>
        <translation>¿Enviar? [s/N]</translation>
    </message>
    <message>
        <source>y yes</source>
        <translation>s sí si</translation>
    </message>
    <message>
        <source>{name}: was already sent to the customer {time}: {link}</source>
        <translation>{name}: ya se envió al cliente {time}: {link}</translation>
    </message>
    <message>
        <source>{name}: was already uploaded to this conversation {time}: {link}</source>
        <translation>{name}: ya se subió a esta conversación {time}: {link}</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Drop a file here to send it with this text.</source>
        <translation>Suelte aquí un archivo para enviarlo con este texto.</translation>
    </message>
    <message>
        <source>Send when uploaded</source>
        <translation>Enviar al terminar de subir</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>WhatsApp window: {left}</source>
        <translation>Ventana de WhatsApp: {left}</translation>
    </message>
    <message>
        <source>Leadway was asked for this contact&apos;s number or address: {problem} It is asked again every few seconds, and the message can be sent as soon as Leadway has told it.</source>
        <translation>Se preguntó a Leadway el número o la dirección de este contacto: {problem} Se vuelve a preguntar cada pocos segundos y el mensaje se podrá enviar en cuanto Leadway lo indique.</translation>
    </message>
    <message>
        <source>Leadway is being asked for this contact&apos;s number or address. The message can be sent as soon as Leadway has told it.</source>
        <translation>Se está preguntando a Leadway el número o la dirección de este contacto. El mensaje se podrá enviar en cuanto Leadway lo indique.</translation>
    </message>
    <message>
        <source>WhatsApp&apos;s window closed {moment}. WhatsApp will refuse this message: it takes free-form ones within 24 hours of the customer&apos;s last one.</source>
        <translation>La ventana de WhatsApp se cerró {moment}. WhatsApp rechazará este mensaje: solo acepta mensajes libres durante las 24 horas siguientes al último del cliente.</translation>
    </message>
    <message>
        <source>Leadway tells no number or address of this contact: it may not arrive.</source>
        <translation>Leadway no indica ningún número ni dirección de este contacto: es posible que no llegue.</translation>
    </message>
</context>
<context>
    <name>ConversationHeader</name>
    <message>
        <source>Back to the conversations</source>
        <translation>Volver a las conversaciones</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>The list is asked for again by itself.</source>
        <translation>La lista se volverá a pedir sola.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>There are no conversations yet.</source>
        <translation>Todavía no hay conversaciones.</translation>
    </message>
    <message>
        <source>They appear here as customers write.</source>
        <translation>Aparecen aquí cuando los clientes escriben.</translation>
    </message>
    <message>
        <source>No conversation matches.</source>
        <translation>Ninguna conversación coincide.</translation>
    </message>
    <message>
        <source>No conversation matches “{text}”.</source>
        <translation>Ninguna conversación coincide con «{text}».</translation>
    </message>
    <message>
        <source>Leadway looks in names, phone numbers and email addresses.</source>
        <translation>Leadway busca en nombres, teléfonos y correos.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Borrar la búsqueda</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Conversaciones</translation>
    </message>
</context>
<context>
    <name>ConversationUploads</name>
    <message>
        <source>Uploads of this conversation</source>
        <translation>Subidas de esta conversación</translation>
    </message>
    <message>
        <source>Uploads</source>
        <translation>Subidas</translation>
    </message>
</context>
<context>
    <name>DeletionQuestion</name>
    <message>
        <source>Delete from the history</source>
        <translation>Eliminar del historial</translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln receipt(s) from the history?</source>
        <translation>
            <numerusform>¿Eliminar %Ln comprobante del historial?</numerusform>
            <numerusform>¿Eliminar %Ln comprobantes del historial?</numerusform>
        </translation>
    </message>
    <message>
        <source>Only this computer&apos;s record goes. The files in Leadway stay, and their links go on working for whoever has them. What stands in a draft, or whose message is not settled yet, is kept.</source>
        <translation>Solo se elimina el registro de este equipo. Los archivos siguen en Leadway y sus enlaces siguen funcionando para quien los tenga. Se conserva lo que está en un borrador o tiene su mensaje pendiente.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conservar</translation>
    </message>
</context>
<context>
    <name>Deliveries</name>
    <message>
        <source>will be sent to {recipient}</source>
        <translation>se enviará a {recipient}</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>No entregado</translation>
    </message>
    <message>
        <source>will be sent</source>
        <translation>se enviará</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Enviando…</translation>
    </message>
    <message>
        <source>Looking in the conversation whether it was sent…</source>
        <translation>Comprobando en la conversación si se envió…</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviado</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>No enviado</translation>
    </message>
    <message>
        <source>Unknown whether it was sent</source>
        <translation>No se sabe si se envió</translation>
    </message>
    <message>
        <source>Sent at {time}</source>
        <translation>Enviado a las {time}</translation>
    </message>
    <message>
        <source>Sent {moment}</source>
        <translation>Enviado {moment}</translation>
    </message>
    <message>
        <source>It may have been sent already.</source>
        <translation>Quizá ya se envió.</translation>
    </message>
    <message>
        <source>Will look there when the certificate is valid.</source>
        <translation>Se buscará allí cuando el certificado sea válido.</translation>
    </message>
    <message>
        <source>Will be sent when the network is back.</source>
        <translation>Se enviará cuando vuelva la red.</translation>
    </message>
    <message>
        <source>Will be sent when the network lets it through.</source>
        <translation>Se enviará cuando la red lo deje pasar.</translation>
    </message>
    <message>
        <source>Will be sent when the certificate is valid.</source>
        <translation>Se enviará cuando el certificado sea válido.</translation>
    </message>
    <message>
        <source>Will be sent when you have signed in.</source>
        <translation>Se enviará cuando inicie sesión.</translation>
    </message>
    <message>
        <source>Will be sent in a moment.</source>
        <translation>Se enviará en un momento.</translation>
    </message>
    <message>
        <source>Will be sent in {time}.</source>
        <translation>Se enviará en {time}.</translation>
    </message>
    <message>
        <source>Will look in the conversation when the network is back.</source>
        <translation>Se buscará en la conversación cuando vuelva la red.</translation>
    </message>
    <message>
        <source>Will look there when the network lets it through.</source>
        <translation>Se buscará allí cuando la red lo deje pasar.</translation>
    </message>
    <message>
        <source>Will look in the conversation when you have signed in.</source>
        <translation>Se buscará en la conversación cuando inicie sesión.</translation>
    </message>
    <message>
        <source>Will look in the conversation in a moment.</source>
        <translation>Se buscará en la conversación en un momento.</translation>
    </message>
    <message>
        <source>Will look in the conversation in {time}.</source>
        <translation>Se buscará en la conversación en {time}.</translation>
    </message>
    <message>
        <source>Not sent: {reason}</source>
        <translation>No enviado: {reason}</translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>Another program works on the uploads and does not answer. End it, then try again.</source>
        <translation>Otro programa trabaja con las subidas y no responde. Ciérrelo y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>{folder} cannot be written: {reason}.</source>
        <translation>No se puede escribir en {folder}: {reason}.</translation>
    </message>
</context>
<context>
    <name>DraftKeeper</name>
    <message>
        <source>The messages that were not sent yet could not be read: see {file}.</source>
        <translation>No se pudieron leer los borradores de mensajes: están en {file}.</translation>
    </message>
    <message>
        <source>Messages that are not sent yet cannot be kept: {reason}.</source>
        <translation>No se pueden guardar los borradores de mensajes: {reason}.</translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message>
        <source>Files for this conversation</source>
        <translation>Archivos para esta conversación</translation>
    </message>
    <message>
        <source>choose them</source>
        <translation>elíjalos</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>Elegir archivos</translation>
    </message>
    <message>
        <source>Drop more files, paste them with {keys} or</source>
        <translation>Suelte más archivos, péguelos con {keys} o</translation>
    </message>
    <message>
        <source>Drop files here, paste them with {keys} or</source>
        <translation>Suelte archivos aquí, péguelos con {keys} o</translation>
    </message>
</context>
<context>
    <name>EarlierFiles</name>
    <message>
        <source>already sent here: {day}</source>
        <translation>ya se envió aquí: {day}</translation>
    </message>
    <message>
        <source>already uploaded here: {day}</source>
        <translation>ya se subió aquí: {day}</translation>
    </message>
    <message>
        <source>{file} is in the draft of this conversation already.</source>
        <translation>{file} ya está en el borrador de esta conversación.</translation>
    </message>
    <message>
        <source>{file} was already sent to this conversation {day}.</source>
        <translation>{file} ya se envió a esta conversación {day}.</translation>
    </message>
    <message>
        <source>{file} was already uploaded to this conversation {day}.</source>
        <translation>{file} ya se subió a esta conversación {day}.</translation>
    </message>
</context>
<context>
    <name>EarlierNotice</name>
    <message>
        <source>Do not upload again</source>
        <translation>No volver a subir</translation>
    </message>
    <message>
        <source>It is being uploaded again.</source>
        <translation>Se está subiendo otra vez.</translation>
    </message>
    <message>
        <source>They are being uploaded again.</source>
        <translation>Se están subiendo otra vez.</translation>
    </message>
    <message numerus="yes">
        <source>%n of them is being uploaded again.</source>
        <translation>
            <numerusform>Uno de ellos se está subiendo otra vez.</numerusform>
            <numerusform>%n de ellos se están subiendo otra vez.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copy the earlier link(s)</source>
        <translation>
            <numerusform>Copiar el enlace anterior</numerusform>
            <numerusform>Copiar los enlaces anteriores</numerusform>
        </translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>Editors</name>
    <message>
        <source> days</source>
        <translation> días</translation>
    </message>
    <message>
        <source> KB/s</source>
        <translation> KB/s</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Sin límite</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>The file is not there, or no longer.</source>
        <translation>El archivo no está ahí, o ya no está.</translation>
    </message>
    <message>
        <source>Put it back and retry, or attach it again from its new place.</source>
        <translation>Vuelva a ponerlo en su sitio y reintente, o adjúntelo otra vez desde donde esté ahora.</translation>
    </message>
    <message>
        <source>This computer does not allow the file to be read.</source>
        <translation>Este equipo no permite leer el archivo.</translation>
    </message>
    <message>
        <source>Close the program that has it open, or ask for permission to read it.</source>
        <translation>Cierre el programa que lo tiene abierto, o pida permiso para leerlo.</translation>
    </message>
    <message>
        <source>This is a folder, not a file.</source>
        <translation>Es una carpeta, no un archivo.</translation>
    </message>
    <message>
        <source>This is a device or a pipe, not a file.</source>
        <translation>Esto es un dispositivo o una tubería, no un archivo.</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>El archivo está vacío.</translation>
    </message>
    <message>
        <source>Save it again where it comes from, and retry.</source>
        <translation>Guárdelo de nuevo en el programa de origen y reintente.</translation>
    </message>
    <message>
        <source>The file is {size}, and {channel} takes files of up to {limit}.</source>
        <translation>El archivo ocupa {size} y {channel} admite archivos de hasta {limit}.</translation>
    </message>
    <message>
        <source>Make it smaller, or choose a channel that takes larger files.</source>
        <translation>Redúzcalo, o elija un canal que admita archivos más grandes.</translation>
    </message>
    <message>
        <source>It is called .{extension}, but it is {kind}.</source>
        <translation>Se llama .{extension}, pero es {kind}.</translation>
    </message>
    <message>
        <source>The file has changed since you chose it.</source>
        <translation>El archivo ha cambiado desde que lo eligió.</translation>
    </message>
    <message>
        <source>Retry to upload it as it is now.</source>
        <translation>Reintente para subirlo como está ahora.</translation>
    </message>
    <message>
        <source>The file cannot be uploaded as it is.</source>
        <translation>El archivo no se puede subir tal como está.</translation>
    </message>
    <message>
        <source>Check that it opens on this computer, and retry.</source>
        <translation>Compruebe que se abre en este equipo y reintente.</translation>
    </message>
    <message>
        <source>The conversation does not tell by which channel to answer.</source>
        <translation>La conversación no indica por qué canal hay que responder.</translation>
    </message>
    <message>
        <source>Open it, and attach the files that are in it.</source>
        <translation>Ábrala y adjunte los archivos que contiene.</translation>
    </message>
    <message>
        <source>Save what comes from it in a file, and attach that.</source>
        <translation>Guarde en un archivo lo que sale de él y adjunte ese archivo.</translation>
    </message>
    <message>
        <source>Rename it so that it ends in .{ending}, and attach it again.</source>
        <translation>Cámbiele el nombre para que termine en .{ending} y adjúntelo otra vez.</translation>
    </message>
    <message>
        <source>The file was added again since.</source>
        <translation>El archivo se añadió de nuevo después.</translation>
    </message>
    <message>
        <source>The newer entry counts; this one can be taken off the list.</source>
        <translation>Cuenta la entrada más nueva; esta se puede quitar de la lista.</translation>
    </message>
    <message>
        <source>Choose the channel, and attach the file again.</source>
        <translation>Elija el canal y adjunte el archivo otra vez.</translation>
    </message>
    <message>
        <source>Nobody is signed in: there is no token.</source>
        <translation>Nadie ha iniciado sesión: no hay token.</translation>
    </message>
    <message>
        <source>Sign in with your private integration token.</source>
        <translation>Inicie sesión con su token de integración privada.</translation>
    </message>
    <message>
        <source>This is no token: it has spaces or odd signs.</source>
        <translation>Esto no es un token: contiene espacios o caracteres extraños.</translation>
    </message>
    <message>
        <source>Copy the token again in full, and nothing beside it.</source>
        <translation>Copie de nuevo el token completo y nada más.</translation>
    </message>
    <message>
        <source>Leadway does not know this token: it is wrong or revoked.</source>
        <translation>Leadway no reconoce este token: no es correcto o fue revocado.</translation>
    </message>
    <message>
        <source>Copy the token again in full, or make a new one in the Leadway portal.</source>
        <translation>Copie el token otra vez completo, o cree uno nuevo en el portal de Leadway.</translation>
    </message>
    <message>
        <source>The token is valid, but it lacks a permission (scope).</source>
        <translation>El token es válido, pero le falta un permiso (scope).</translation>
    </message>
    <message>
        <source>In the Leadway portal, give the integration conversations.readonly, conversations/message.readonly and conversations/message.write.</source>
        <translation>En el portal de Leadway, dé a la integración conversations.readonly, conversations/message.readonly y conversations/message.write.</translation>
    </message>
    <message>
        <source>The token is valid, but for another location.</source>
        <translation>El token es válido, pero para otra ubicación.</translation>
    </message>
    <message>
        <source>Check the location id, or make a token in the location that it names.</source>
        <translation>Revise el id de la ubicación, o cree un token en la ubicación que ese id nombra.</translation>
    </message>
    <message>
        <source>Leadway does not allow this token to do this.</source>
        <translation>Leadway no permite hacer esto con este token.</translation>
    </message>
    <message>
        <source>Sign in again with another token.</source>
        <translation>Vuelva a iniciar sesión con otro token.</translation>
    </message>
    <message>
        <source>There is no connection to Leadway.</source>
        <translation>No hay conexión con Leadway.</translation>
    </message>
    <message>
        <source>Check this computer&apos;s network, then retry.</source>
        <translation>Revise la red de este equipo y reintente.</translation>
    </message>
    <message>
        <source>Leadway answered, but its file storage ({host}) could not be reached.</source>
        <translation>Leadway respondió, pero no se pudo conectar con su almacenamiento de archivos ({host}).</translation>
    </message>
    <message>
        <source>Check that the firewall or proxy lets this computer reach {host}, or ask who runs the network; then retry.</source>
        <translation>Compruebe que el cortafuegos o el proxy permite a este equipo conectarse a {host}, o pregunte a quien administra su red; después, reintente.</translation>
    </message>
    <message>
        <source>The connection broke off half-way.</source>
        <translation>La conexión se cortó a medio camino.</translation>
    </message>
    <message>
        <source>Retry; what broke off starts again from the beginning.</source>
        <translation>Reintente; lo que se interrumpió empieza otra vez desde el principio.</translation>
    </message>
    <message>
        <source>The file was sent, and the answer to it was lost.</source>
        <translation>El archivo se envió, pero se perdió la respuesta.</translation>
    </message>
    <message>
        <source>Retry; Leadway is asked first whether it has arrived.</source>
        <translation>Reintente; primero se pregunta a Leadway si ha llegado.</translation>
    </message>
    <message>
        <source>Nothing moved on the network for a while, and no answer came.</source>
        <translation>No hubo movimiento en la red durante un rato y no llegó respuesta.</translation>
    </message>
    <message>
        <source>Retry, if need be on another network.</source>
        <translation>Reintente, si hace falta en otra red.</translation>
    </message>
    <message>
        <source>This computer refuses the certificate of {host}.</source>
        <translation>Este equipo rechaza el certificado de {host}.</translation>
    </message>
    <message>
        <source>Ask who runs your network, proxy or antivirus; the technical detail tells why.</source>
        <translation>Pregunte a quien administra su red, su proxy o su antivirus; el detalle técnico indica el motivo.</translation>
    </message>
    <message>
        <source>Leadway&apos;s address answers, but not with a secure connection.</source>
        <translation>La dirección de Leadway responde, pero no con una conexión segura.</translation>
    </message>
    <message>
        <source>Check the address and its port in Settings; if they are right, ask who runs your network, proxy or firewall.</source>
        <translation>Revise la dirección y su puerto en Ajustes; si son correctos, pregunte a quien administra su red, su proxy o su cortafuegos.</translation>
    </message>
    <message>
        <source>This network answers with a page of its own, not Leadway.</source>
        <translation>Esta red responde con una página propia, no con Leadway.</translation>
    </message>
    <message>
        <source>Sign in to the network in the browser, or ask who runs the proxy.</source>
        <translation>Inicie sesión en la red desde el navegador, o pregunte a quien administra el proxy.</translation>
    </message>
    <message>
        <source>The proxy could not be used or refused the connection.</source>
        <translation>No se pudo usar el proxy, o rechazó la conexión.</translation>
    </message>
    <message>
        <source>Check the proxy in Settings.</source>
        <translation>Revise el proxy en Ajustes.</translation>
    </message>
    <message>
        <source>Leadway could not be reached.</source>
        <translation>No se pudo conectar con Leadway.</translation>
    </message>
    <message>
        <source>Leadway is receiving too many requests from this location.</source>
        <translation>Leadway está recibiendo demasiadas peticiones de esta ubicación.</translation>
    </message>
    <message>
        <source>Retry in {wait}.</source>
        <translation>Reintente en {wait}.</translation>
    </message>
    <message>
        <source>Leadway&apos;s server has failed.</source>
        <translation>Falló el servidor de Leadway.</translation>
    </message>
    <message>
        <source>Retry in a moment; if it goes on, tell support.</source>
        <translation>Reintente en un momento; si continúa, avise a soporte.</translation>
    </message>
    <message>
        <source>Leadway&apos;s server has not taken the request yet.</source>
        <translation>El servidor de Leadway todavía no ha aceptado la solicitud.</translation>
    </message>
    <message>
        <source>Leadway refused the request.</source>
        <translation>Leadway rechazó la petición.</translation>
    </message>
    <message>
        <source>If Leadway&apos;s answer does not help, tell support.</source>
        <translation>Si la respuesta de Leadway no le ayuda, avise a soporte.</translation>
    </message>
    <message>
        <source>The conversation is not in this location, or no longer.</source>
        <translation>La conversación no está en esta ubicación, o ya no está.</translation>
    </message>
    <message>
        <source>Leadway&apos;s answer cannot be understood.</source>
        <translation>No se entiende la respuesta de Leadway.</translation>
    </message>
    <message>
        <source>Retry; if it goes on, check the address in Settings.</source>
        <translation>Reintente; si continúa, revise la dirección en Ajustes.</translation>
    </message>
    <message>
        <source>The file did not reach Leadway&apos;s storage.</source>
        <translation>El archivo no llegó al almacenamiento de Leadway.</translation>
    </message>
    <message>
        <source>Retry: it is uploaded anew from the start.</source>
        <translation>Reintente: se sube otra vez desde el principio.</translation>
    </message>
    <message>
        <source>Leadway has the file already, but its answer with the link was lost on the way.</source>
        <translation>Leadway ya tiene el archivo, pero su respuesta con el enlace se perdió por el camino.</translation>
    </message>
    <message>
        <source>Retry: it is uploaded anew and gets another link; the first copy is unused.</source>
        <translation>Reintente: se sube de nuevo y recibe otro enlace; la primera copia queda sin usar.</translation>
    </message>
    <message>
        <source>Leadway did not do what it was asked.</source>
        <translation>Leadway no hizo lo que se le pidió.</translation>
    </message>
    <message>
        <source>Retry; if it goes on, tell support.</source>
        <translation>Reintente; si continúa, avise a soporte.</translation>
    </message>
    <message>
        <source>The permission to upload, good for 15 minutes, ran out.</source>
        <translation>El permiso para subir, que vale 15 minutos, caducó.</translation>
    </message>
    <message>
        <source>Retry: a new one is asked for.</source>
        <translation>Reintente: se pide uno nuevo.</translation>
    </message>
    <message>
        <source>The file storage did not accept the permission to upload.</source>
        <translation>El almacenamiento de archivos no aceptó el permiso para subir.</translation>
    </message>
    <message>
        <source>Check the computer&apos;s clock and retry: a new permission is asked for.</source>
        <translation>Revise el reloj del equipo y reintente: se pide un permiso nuevo.</translation>
    </message>
    <message>
        <source>The file storage has failed.</source>
        <translation>Falló el almacenamiento de archivos.</translation>
    </message>
    <message>
        <source>Retry in a moment.</source>
        <translation>Reintente en un momento.</translation>
    </message>
    <message>
        <source>The file storage refused the file.</source>
        <translation>El almacenamiento de archivos rechazó el archivo.</translation>
    </message>
    <message>
        <source>If the storage&apos;s answer does not help, tell support.</source>
        <translation>Si la respuesta del almacenamiento no le ayuda, avise a soporte.</translation>
    </message>
    <message>
        <source>The file storage gives no such answer: something in the network may have sent it.</source>
        <translation>El almacenamiento de archivos no da esa respuesta: puede haberla enviado algo en la red.</translation>
    </message>
    <message>
        <source>Retry; if it goes on, ask who runs your network, proxy or firewall.</source>
        <translation>Reintente; si continúa, pregunte a quien administra su red, su proxy o su cortafuegos.</translation>
    </message>
    <message>
        <source>Leadway named an upload address that no file is safely sent to.</source>
        <translation>Leadway dio una dirección de subida a la que no es seguro enviar un archivo.</translation>
    </message>
    <message>
        <source>Nothing was sent. Check the address in Settings.</source>
        <translation>No se envió nada. Revise la dirección en Ajustes.</translation>
    </message>
    <message>
        <source>The file storage did not take the file.</source>
        <translation>El almacenamiento de archivos no aceptó el archivo.</translation>
    </message>
    <message>
        <source>What arrived is not what was read: the checksums differ.</source>
        <translation>Lo que llegó no es lo que se leyó: las sumas de comprobación no coinciden.</translation>
    </message>
    <message>
        <source>Retry: the file is uploaded anew from the start.</source>
        <translation>Reintente: el archivo se sube otra vez desde el principio.</translation>
    </message>
    <message>
        <source>The file is {expected}, but {stored} arrived.</source>
        <translation>El archivo ocupa {expected}, pero llegaron {stored}.</translation>
    </message>
    <message>
        <source>The file was sent as {expected} and stored as {stored}.</source>
        <translation>El archivo se envió como {expected} y quedó guardado como {stored}.</translation>
    </message>
    <message>
        <source>Check the file&apos;s extension, and retry.</source>
        <translation>Revise la extensión del archivo y reintente.</translation>
    </message>
    <message>
        <source>Leadway gave this file the place of another one, {other}. Nothing was uploaded, so that neither is lost.</source>
        <translation>Leadway dio a este archivo el lugar de otro, {other}. No se subió nada, para que no se pierda ninguno de los dos.</translation>
    </message>
    <message>
        <source>Retry; if that does not help, give the file another name.</source>
        <translation>Reintente; si no sirve, dé otro nombre al archivo.</translation>
    </message>
    <message>
        <source>Leadway gave this file the link of another one, {other}: the link opens only one of the two.</source>
        <translation>Leadway dio a este archivo el enlace de otro, {other}: el enlace abre solo uno de los dos.</translation>
    </message>
    <message>
        <source>Open the link of {other} to see that it is still right; then give this file another name, and upload it again.</source>
        <translation>Abra el enlace de {other} para ver si sigue siendo el correcto; después dé otro nombre a este archivo y súbalo otra vez.</translation>
    </message>
    <message>
        <source>What is stored is not what was read.</source>
        <translation>Lo guardado no es lo que se leyó.</translation>
    </message>
    <message>
        <source>Leadway shows that this message did not reach the customer.</source>
        <translation>Leadway muestra que este mensaje no llegó al cliente.</translation>
    </message>
    <message>
        <source>Look in the conversation for the reason, then send it again.</source>
        <translation>Mire el motivo en la conversación y vuelva a enviarlo.</translation>
    </message>
    <message>
        <source>Nobody can tell whether this message reached the customer.</source>
        <translation>No hay forma de saber si este mensaje llegó al cliente.</translation>
    </message>
    <message>
        <source>Look in the conversation: send it again only if it is not there.</source>
        <translation>Mire en la conversación: envíelo otra vez solo si no está allí.</translation>
    </message>
    <message>
        <source>The setting “{name}” cannot be used as it is.</source>
        <translation>El ajuste «{name}» no se puede usar como está.</translation>
    </message>
    <message>
        <source>Correct it in Settings.</source>
        <translation>Corríjalo en Ajustes.</translation>
    </message>
    <message>
        <source>The address is not encrypted: the token could be read.</source>
        <translation>La dirección no está cifrada: otros podrían leer el token.</translation>
    </message>
    <message>
        <source>Use an address that starts with https://.</source>
        <translation>Use una dirección que empiece por https://.</translation>
    </message>
    <message>
        <source>The rules for this computer&apos;s settings cannot be read.</source>
        <translation>No se pueden leer las reglas de ajustes de este equipo.</translation>
    </message>
    <message>
        <source>Tell whoever looks after this computer: {name} has to be put right.</source>
        <translation>Avise a quien administra este equipo: hay que corregir {name}.</translation>
    </message>
    <message>
        <source>The settings could not be written.</source>
        <translation>No se pudieron guardar los ajustes.</translation>
    </message>
    <message>
        <source>Check that files can be written in {folder}, and save again.</source>
        <translation>Compruebe que se puede escribir en {folder} y guarde otra vez.</translation>
    </message>
    <message>
        <source>A newer version of Leadway Desktop wrote this computer&apos;s list of uploads.</source>
        <translation>Una versión más nueva de Leadway Desktop escribió la lista de subidas de este equipo.</translation>
    </message>
    <message>
        <source>Install the newest version and start it again; the list is as it was.</source>
        <translation>Instale la versión más nueva y ábrala; la lista sigue como estaba.</translation>
    </message>
    <message>
        <source>The list of uploads could not be kept on the disk.</source>
        <translation>La lista de subidas no se pudo guardar en el disco.</translation>
    </message>
    <message>
        <source>Uploads go on, but a crash could lose them: make room on the disk, or check that the program may write there.</source>
        <translation>Las subidas siguen, pero podrían perderse si el programa se interrumpe: libere espacio en el disco, o compruebe que el programa puede escribir en él.</translation>
    </message>
    <message>
        <source>The history could not be read.</source>
        <translation>No se pudo leer el historial.</translation>
    </message>
    <message>
        <source>Try again; if it stays so, check that the program may read its folder.</source>
        <translation>Inténtelo otra vez; si sigue igual, compruebe que el programa puede leer su carpeta.</translation>
    </message>
    <message>
        <source>The file could not be written.</source>
        <translation>No se pudo escribir el archivo.</translation>
    </message>
    <message>
        <source>Choose another folder, make room on the disk, or close the file where it is open.</source>
        <translation>Elija otra carpeta, libere espacio en el disco o cierre el archivo donde esté abierto.</translation>
    </message>
    <message>
        <source>This computer has no keyring that keeps a token safely.</source>
        <translation>Este equipo no tiene un llavero que guarde el token con seguridad.</translation>
    </message>
    <message>
        <source>Use the token for this session only, or set up the system&apos;s keyring.</source>
        <translation>Use el token solo en esta sesión, o configure el llavero del sistema.</translation>
    </message>
    <message>
        <source>This computer has a keyring, but it does not work.</source>
        <translation>Este equipo tiene un llavero, pero no funciona.</translation>
    </message>
    <message>
        <source>Use the token for this session only, or ask whoever looks after this computer to put its keyring right.</source>
        <translation>Use el token solo en esta sesión, o pida a quien administra este equipo que arregle el llavero.</translation>
    </message>
    <message>
        <source>The token is longer than this computer&apos;s keyring takes.</source>
        <translation>El token es más largo de lo que admite el llavero de este equipo.</translation>
    </message>
    <message>
        <source>Use the token for this session only, or create another one in the Leadway portal.</source>
        <translation>Use el token solo en esta sesión, o cree otro en el portal de Leadway.</translation>
    </message>
    <message>
        <source>This computer&apos;s keyring is locked.</source>
        <translation>El llavero de este equipo está bloqueado.</translation>
    </message>
    <message>
        <source>Unlock it and retry, or use the token for this session only.</source>
        <translation>Desbloquéelo y reintente, o use el token solo en esta sesión.</translation>
    </message>
    <message>
        <source>Something on this computer has to be set right first.</source>
        <translation>Antes hay que arreglar algo en este equipo.</translation>
    </message>
    <message>
        <source>Look through Settings, and retry.</source>
        <translation>Repase los Ajustes y reintente.</translation>
    </message>
    <message>
        <source>Leadway Desktop made a mistake of its own; the log has it.</source>
        <translation>Leadway Desktop cometió un error propio; está en el registro.</translation>
    </message>
    <message>
        <source>Retry; if it goes on, send the log to support.</source>
        <translation>Reintente; si continúa, envíe el registro a soporte.</translation>
    </message>
    <message>
        <source>This did not work.</source>
        <translation>Esto no funcionó.</translation>
    </message>
    <message>
        <source>Give it the extension of what it is, or ask for the right file.</source>
        <translation>Póngale la extensión de lo que es o pida el archivo correcto.</translation>
    </message>
    <message>
        <source>Upload no faster than</source>
        <translation>Subir como máximo a</translation>
    </message>
    <message>
        <source>Send uploaded files to the customer</source>
        <translation>Enviar al cliente los archivos subidos</translation>
    </message>
    <message>
        <source>Keep the history for</source>
        <translation>Conservar el historial durante</translation>
    </message>
    <message>
        <source>It must be an address such as https://example.com, without a user, “?” or “#”.</source>
        <translation>Debe ser una dirección como https://example.com, sin usuario, «?» ni «#».</translation>
    </message>
    <message>
        <source>It must be a date such as 2021-07-28, or a version such as v3.</source>
        <translation>Debe ser una fecha como 2021-07-28, o una versión como v3.</translation>
    </message>
    <message>
        <source>It must be a whole number from 10 to 1,000,000, or 0 for no limit.</source>
        <translation>Debe ser un número entero de 10 a 1.000.000, o 0 para no limitar.</translation>
    </message>
    <message>
        <source>It must be never, ask or always.</source>
        <translation>Debe ser never, ask o always.</translation>
    </message>
    <message>
        <source>It must be a whole number of days from 0 to 3650.</source>
        <translation>Debe ser un número entero de días, de 0 a 3650.</translation>
    </message>
    <message>
        <source>a HEIC picture</source>
        <translation>una imagen HEIC</translation>
    </message>
    <message>
        <source>an M4A recording</source>
        <translation>una grabación M4A</translation>
    </message>
    <message>
        <source>an MP4 video</source>
        <translation>un vídeo MP4</translation>
    </message>
    <message>
        <source>The file is {size}: larger than Leadway takes.</source>
        <translation>El archivo ocupa {size}: más de lo que admite Leadway.</translation>
    </message>
    <message>
        <source>Leadway&apos;s address refused the request without saying why.</source>
        <translation>La dirección de Leadway rechazó la petición sin decir por qué.</translation>
    </message>
    <message>
        <source>Check the address in Settings; if it is right, ask who runs your network, proxy or firewall.</source>
        <translation>Revise la dirección en Ajustes; si es correcta, pregunte a quien administra su red, su proxy o su cortafuegos.</translation>
    </message>
    <message>
        <source>Leadway refused the request without saying why.</source>
        <translation>Leadway rechazó la petición sin decir por qué.</translation>
    </message>
    <message>
        <source>Retry; if it is refused again, tell support.</source>
        <translation>Reintente; si la rechaza otra vez, avise a soporte.</translation>
    </message>
    <message>
        <source>The proxy wants a user name and a password.</source>
        <translation>El proxy pide un usuario y una contraseña.</translation>
    </message>
    <message>
        <source>Write them into its address in Settings (http://name:password@host:port), or ask who runs the proxy.</source>
        <translation>Escríbalos en su dirección, en Ajustes (http://usuario:contraseña@host:puerto), o pregunte a quien administra el proxy.</translation>
    </message>
    <message>
        <source>The proxy refused the connection.</source>
        <translation>El proxy rechazó la conexión.</translation>
    </message>
    <message>
        <source>Check the proxy in Settings, or ask who runs it to let Leadway through.</source>
        <translation>Revise el proxy en Ajustes, o pida a quien lo administra que deje pasar a Leadway.</translation>
    </message>
    <message>
        <source>The file storage ({host}) answers, but not with a secure connection.</source>
        <translation>El almacenamiento de archivos ({host}) responde, pero no con una conexión segura.</translation>
    </message>
    <message>
        <source>Ask who runs your network, proxy or firewall to let this computer reach {host} safely.</source>
        <translation>Pida a quien administra su red, su proxy o su cortafuegos que permita a este equipo llegar a {host} de forma segura.</translation>
    </message>
    <message>
        <source>Something on the way to {host} opens the connection: its certificate is none that this computer trusts.</source>
        <translation>Algo intercepta la conexión con {host}: este equipo no confía en su certificado.</translation>
    </message>
    <message>
        <source>Sign in to this network if it has a login page; else ask who runs the proxy or antivirus.</source>
        <translation>Inicie sesión en esta red si tiene una página de acceso; si no, pregunte a quien administra el proxy o el antivirus.</translation>
    </message>
    <message>
        <source>By this computer&apos;s clock the certificate of {host} has expired, or is not valid yet.</source>
        <translation>Según el reloj de este equipo, el certificado de {host} caducó o todavía no es válido.</translation>
    </message>
    <message>
        <source>Check this computer&apos;s date and time; if they are right, tell who runs your network, or support.</source>
        <translation>Compruebe la fecha y la hora del equipo; si son correctas, avise a quien administra su red o a soporte.</translation>
    </message>
    <message>
        <source>What answers for {host} has the certificate of another server.</source>
        <translation>El servidor que responde como {host} tiene el certificado de otro servidor.</translation>
    </message>
    <message>
        <source>Sign in to this network if it has a login page; else check that {host} is the right address, or ask who runs the network.</source>
        <translation>Inicie sesión en esta red si tiene una página de acceso; si no, compruebe que {host} es la dirección correcta o pregunte a quien administra la red.</translation>
    </message>
    <message>
        <source>This computer refused a server&apos;s certificate.</source>
        <translation>Este equipo rechazó el certificado de un servidor.</translation>
    </message>
    <message>
        <source>Retry; if it goes on, ask who runs your network or proxy.</source>
        <translation>Reintente; si continúa, pregunte a quien administra la red o el proxy.</translation>
    </message>
    <message>
        <source>The connection broke off before Leadway told the file&apos;s link.</source>
        <translation>La conexión se cortó antes de que Leadway diera el enlace del archivo.</translation>
    </message>
    <message>
        <source>Retry; a file that has arrived is not sent again.</source>
        <translation>Reintente; un archivo que ya ha llegado no se envía otra vez.</translation>
    </message>
    <message>
        <source>Leadway&apos;s server got the request, and did not answer in time.</source>
        <translation>El servidor de Leadway recibió la petición y no respondió a tiempo.</translation>
    </message>
    <message>
        <source>Look for it again in the list of conversations.</source>
        <translation>Búsquela de nuevo en la lista de conversaciones.</translation>
    </message>
    <message>
        <source>No connection.</source>
        <translation>Sin conexión.</translation>
    </message>
    <message>
        <source>The file storage cannot be reached.</source>
        <translation>No hay conexión con el almacenamiento de archivos.</translation>
    </message>
    <message>
        <source>The connection broke.</source>
        <translation>Se cortó la conexión.</translation>
    </message>
    <message>
        <source>The server&apos;s answer was lost.</source>
        <translation>Se perdió la respuesta del servidor.</translation>
    </message>
    <message>
        <source>Nothing moves on the network.</source>
        <translation>No hay movimiento en la red.</translation>
    </message>
    <message>
        <source>This computer refuses the certificate.</source>
        <translation>Este equipo rechaza el certificado.</translation>
    </message>
    <message>
        <source>The connection is intercepted: its certificate is refused.</source>
        <translation>La conexión está interceptada: se rechaza su certificado.</translation>
    </message>
    <message>
        <source>By this computer&apos;s clock the certificate is not valid.</source>
        <translation>Según el reloj del equipo, el certificado no es válido.</translation>
    </message>
    <message>
        <source>The certificate is another server&apos;s.</source>
        <translation>El certificado es de otro servidor.</translation>
    </message>
    <message>
        <source>Today&apos;s requests to Leadway are used up.</source>
        <translation>Se agotaron las peticiones de hoy a Leadway.</translation>
    </message>
    <message>
        <source>The connection is intercepted: a page of the network&apos;s.</source>
        <translation>La conexión está interceptada: responde una página de la red.</translation>
    </message>
    <message>
        <source>Leadway no longer accepts the token.</source>
        <translation>Leadway ya no acepta el token.</translation>
    </message>
    <message>
        <source>Leadway asks for a pause.</source>
        <translation>Leadway pide una pausa.</translation>
    </message>
    <message>
        <source>The permission to upload ran out.</source>
        <translation>El permiso para subir caducó.</translation>
    </message>
    <message>
        <source>Retry in a minute.</source>
        <translation>Reintente en un minuto.</translation>
    </message>
    <message>
        <source>This location has used up its requests to Leadway for today.</source>
        <translation>Esta ubicación agotó sus peticiones a Leadway por hoy.</translation>
    </message>
    <message>
        <source>Retry tomorrow, or ask who else uses the same location.</source>
        <translation>Reintente mañana, o pregunte quién más usa la misma ubicación.</translation>
    </message>
    <message>
        <source>Leadway&apos;s address</source>
        <translation>Dirección de Leadway</translation>
    </message>
    <message>
        <source>API version</source>
        <translation>Versión de la API</translation>
    </message>
    <message>
        <source>Location id</source>
        <translation>Id de la ubicación</translation>
    </message>
    <message>
        <source>Uploads at the same time</source>
        <translation>Subidas al mismo tiempo</translation>
    </message>
    <message>
        <source>Wait for a connection</source>
        <translation>Espera de conexión</translation>
    </message>
    <message>
        <source>Wait for an answer</source>
        <translation>Espera de respuesta</translation>
    </message>
    <message>
        <source>Give up a stalled upload after</source>
        <translation>Abandonar una subida detenida tras</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Ask for new versions at</source>
        <translation>Buscar versiones nuevas en</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Colores</translation>
    </message>
    <message>
        <source>It must be an id of up to 100 characters, without spaces.</source>
        <translation>Debe ser un id de hasta 100 caracteres, sin espacios.</translation>
    </message>
    <message>
        <source>It must be a whole number from 1 to 8.</source>
        <translation>Debe ser un número entero del 1 al 8.</translation>
    </message>
    <message>
        <source>It must be from 1 to 120 seconds.</source>
        <translation>Debe ser de 1 a 120 segundos.</translation>
    </message>
    <message>
        <source>It must be from 1 to 600 seconds.</source>
        <translation>Debe ser de 1 a 600 segundos.</translation>
    </message>
    <message>
        <source>It must be system, none, or an address such as http://host:port.</source>
        <translation>Debe ser system, none o una dirección como http://host:port.</translation>
    </message>
    <message>
        <source>It must be empty, or an https:// address with “#” and a key at its end.</source>
        <translation>Debe estar vacío o ser una dirección https:// que termine en «#» y una clave.</translation>
    </message>
    <message>
        <source>It must be system, en or es.</source>
        <translation>Debe ser system, en o es.</translation>
    </message>
    <message>
        <source>It must be system, light or dark.</source>
        <translation>Debe ser system, light o dark.</translation>
    </message>
    <message>
        <source>a JPEG picture</source>
        <translation>una imagen JPEG</translation>
    </message>
    <message>
        <source>a PNG picture</source>
        <translation>una imagen PNG</translation>
    </message>
    <message>
        <source>a GIF picture</source>
        <translation>una imagen GIF</translation>
    </message>
    <message>
        <source>a WebP picture</source>
        <translation>una imagen WebP</translation>
    </message>
    <message>
        <source>a BMP picture</source>
        <translation>una imagen BMP</translation>
    </message>
    <message>
        <source>a TIFF picture</source>
        <translation>una imagen TIFF</translation>
    </message>
    <message>
        <source>a WebM video</source>
        <translation>un vídeo WebM</translation>
    </message>
    <message>
        <source>an AVI video</source>
        <translation>un vídeo AVI</translation>
    </message>
    <message>
        <source>an MP3 recording</source>
        <translation>una grabación MP3</translation>
    </message>
    <message>
        <source>a WAV recording</source>
        <translation>una grabación WAV</translation>
    </message>
    <message>
        <source>an Ogg recording</source>
        <translation>una grabación Ogg</translation>
    </message>
    <message>
        <source>an AMR recording</source>
        <translation>una grabación AMR</translation>
    </message>
    <message>
        <source>a PDF</source>
        <translation>un PDF</translation>
    </message>
    <message>
        <source>a ZIP archive or an Office file</source>
        <translation>un archivo ZIP o de Office</translation>
    </message>
    <message>
        <source>an old Office file</source>
        <translation>un archivo antiguo de Office</translation>
    </message>
    <message>
        <source>a RAR archive</source>
        <translation>un archivo RAR</translation>
    </message>
    <message>
        <source>a 7-Zip archive</source>
        <translation>un archivo 7-Zip</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>un programa</translation>
    </message>
    <message>
        <source>plain text or a web page</source>
        <translation>texto o una página web</translation>
    </message>
    <message>
        <source>Technical detail: {detail}</source>
        <translation>Detalle técnico: {detail}</translation>
    </message>
    <message>
        <source>For support: traceId {id}</source>
        <translation>Para soporte: traceId {id}</translation>
    </message>
    <message>
        <source>the channel</source>
        <translation>el canal</translation>
    </message>
    <message>
        <source>Give the token in the variable LEADWAY_DESKTOP_TOKEN, or have the system&apos;s keyring put right.</source>
        <translation>Dé el token en la variable LEADWAY_DESKTOP_TOKEN, o haga que arreglen el llavero del sistema.</translation>
    </message>
    <message>
        <source>Put it back where it was, or check its path, and give the command again.</source>
        <translation>Devuélvalo a su sitio o revise su ruta, y repita el comando.</translation>
    </message>
    <message>
        <source>Name the files that are in it.</source>
        <translation>Indique los archivos que contiene.</translation>
    </message>
    <message>
        <source>Save what comes from it in a file, and name that.</source>
        <translation>Guarde en un archivo lo que sale de él e indique ese archivo.</translation>
    </message>
    <message>
        <source>Save it again where it comes from, and give the command again.</source>
        <translation>Guárdelo otra vez en su origen y repita el comando.</translation>
    </message>
    <message>
        <source>Rename it so that it ends in .{ending}, and give the command again.</source>
        <translation>Cámbiele el nombre para que termine en .{ending} y repita el comando.</translation>
    </message>
    <message>
        <source>Give the command again to upload it as it is now.</source>
        <translation>Repita el comando para subirlo tal como está ahora.</translation>
    </message>
    <message>
        <source>`leadway-desktop uploads --remove` takes this entry off the list.</source>
        <translation>`leadway-desktop uploads --remove` quita esta entrada de la lista.</translation>
    </message>
    <message>
        <source>Check that it opens on this computer, and give the command again.</source>
        <translation>Compruebe que se abre en este equipo y repita el comando.</translation>
    </message>
    <message>
        <source>`leadway-desktop conversations` lists those that are.</source>
        <translation>`leadway-desktop conversations` muestra las que sí están.</translation>
    </message>
    <message>
        <source>Add --channel, and give the command again: `upload --help` lists them.</source>
        <translation>Añada --channel y repita el comando: `upload --help` los enumera.</translation>
    </message>
    <message>
        <source>Copy the token again in full, or make a new one in the Leadway portal; `leadway-desktop token set` takes it.</source>
        <translation>Copie el token otra vez, completo, o cree uno nuevo en el portal de Leadway; `leadway-desktop token set` lo guarda.</translation>
    </message>
    <message>
        <source>Correct it where `leadway-desktop doctor` says that it is set.</source>
        <translation>Corríjalo donde `leadway-desktop doctor` dice que está puesto.</translation>
    </message>
    <message>
        <source>Nothing was sent. Check Leadway&apos;s address: `leadway-desktop doctor` shows it.</source>
        <translation>No se envió nada. Compruebe la dirección de Leadway: `leadway-desktop doctor` la muestra.</translation>
    </message>
    <message>
        <source>Check the address and its port, which `leadway-desktop doctor` shows; if they are right, ask who runs your network, proxy or firewall.</source>
        <translation>Compruebe la dirección y su puerto, que muestra `leadway-desktop doctor`; si son correctos, pregunte a quien lleva su red, su proxy o su cortafuegos.</translation>
    </message>
    <message>
        <source>Check the proxy: `leadway-desktop doctor` shows it, and where it is set.</source>
        <translation>Compruebe el proxy: `leadway-desktop doctor` lo muestra y dice dónde está puesto.</translation>
    </message>
    <message>
        <source>Try again; if it goes on, check Leadway&apos;s address: `leadway-desktop doctor` shows it.</source>
        <translation>Inténtelo de nuevo; si sigue igual, compruebe la dirección de Leadway: `leadway-desktop doctor` la muestra.</translation>
    </message>
    <message>
        <source>Look through what `leadway-desktop doctor` shows, and try again.</source>
        <translation>Revise lo que muestra `leadway-desktop doctor` e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Unlock it and try again, or give the token in the variable LEADWAY_DESKTOP_TOKEN.</source>
        <translation>Desbloquéelo e inténtelo de nuevo, o dé el token en la variable LEADWAY_DESKTOP_TOKEN.</translation>
    </message>
    <message>
        <source>Give it in the variable LEADWAY_DESKTOP_TOKEN, or create another one in the Leadway portal.</source>
        <translation>Délo en la variable LEADWAY_DESKTOP_TOKEN, o cree otro en el portal de Leadway.</translation>
    </message>
    <message>
        <source>Look in the conversation for the reason. To send it again, take it off the list (`leadway-desktop uploads --remove`), then give the command again.</source>
        <translation>Busque el motivo en la conversación. Para enviarlo otra vez, quítelo de la lista (`leadway-desktop uploads --remove`) y repita el comando.</translation>
    </message>
    <message>
        <source>Look in the conversation. Only if it is not there, take it off the list (`leadway-desktop uploads --remove`) and give the command again.</source>
        <translation>Mire en la conversación. Solo si no está allí, quítelo de la lista (`leadway-desktop uploads --remove`) y repita el comando.</translation>
    </message>
    <message>
        <source>Check the address, which `leadway-desktop doctor` shows; if it is right, ask who runs your network, proxy or firewall.</source>
        <translation>Compruebe la dirección, que muestra `leadway-desktop doctor`; si es correcta, pregunte a quien lleva su red, su proxy o su cortafuegos.</translation>
    </message>
    <message>
        <source>Write them into its address (http://name:password@host:port) where `leadway-desktop doctor` says that it is set, or ask who runs the proxy.</source>
        <translation>Escríbalos en su dirección (http://nombre:contraseña@servidor:puerto) donde `leadway-desktop doctor` dice que está puesta, o pregunte a quien lleva el proxy.</translation>
    </message>
    <message>
        <source>Check the proxy, which `leadway-desktop doctor` shows, or ask who runs it to let Leadway through.</source>
        <translation>Compruebe el proxy, que muestra `leadway-desktop doctor`, o pida a quien lo lleva que deje pasar a Leadway.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export the history</source>
        <translation>Exportar el historial</translation>
    </message>
    <message>
        <source>Table for Excel (*.csv)</source>
        <translation>Tabla para Excel (*.csv)</translation>
    </message>
    <message>
        <source>leadway-history-{day}.csv</source>
        <translation>leadway-historial-{day}.csv</translation>
    </message>
</context>
<context>
    <name>FileChips</name>
    <message>
        <source>Files of the message</source>
        <translation>Archivos del mensaje</translation>
    </message>
    <message>
        <source>Show all files of the message</source>
        <translation>Mostrar todos los archivos del mensaje</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>y %n más</numerusform>
            <numerusform>y %n más</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n archivo</numerusform>
            <numerusform>%n archivos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>Look in:</source>
        <translation>Buscar en:</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>Tipo de archivo:</translation>
    </message>
</context>
<context>
    <name>FooterBar</name>
    <message numerus="yes">
        <source>%n without a channel</source>
        <translation>
            <numerusform>%n sin canal</numerusform>
            <numerusform>%n sin canal</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n draft(s)</source>
        <translation>
            <numerusform>%n borrador</numerusform>
            <numerusform>%n borradores</numerusform>
        </translation>
    </message>
    <message>
        <source>All uploads together</source>
        <translation>Todas las subidas juntas</translation>
    </message>
    <message>
        <source>All uploads</source>
        <translation>Todas las subidas</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
</context>
<context>
    <name>HeldPrompt</name>
    <message>
        <source>The conversation does not tell its channel. Nothing goes before you choose.</source>
        <translation>La conversación no indica su canal. No se sube nada hasta que usted elija.</translation>
    </message>
    <message>
        <source>Do not upload</source>
        <translation>No subir</translation>
    </message>
    <message numerus="yes">
        <source>Which channel do these %n file(s) go by?</source>
        <translation>
            <numerusform>¿Por qué canal va este archivo?</numerusform>
            <numerusform>¿Por qué canal van estos %n archivos?</numerusform>
        </translation>
    </message>
    <message>
        <source>{channel}, up to {limit}</source>
        <translation>{channel}, hasta {limit}</translation>
    </message>
</context>
<context>
    <name>HistoryBar</name>
    <message>
        <source>Only {contact}</source>
        <translation>Solo {contact}</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 días</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 días</translation>
    </message>
</context>
<context>
    <name>HistoryFoot</name>
    <message>
        <source>Delete…</source>
        <translation>Eliminar…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message numerus="yes">
        <source>%Ln upload(s)</source>
        <translation>
            <numerusform>%Ln subida</numerusform>
            <numerusform>%Ln subidas</numerusform>
        </translation>
    </message>
    <message>
        <source>kept until the window is closed</source>
        <translation>historial hasta cerrar la ventana</translation>
    </message>
    <message numerus="yes">
        <source>kept for %n day(s)</source>
        <translation>
            <numerusform>historial de %n día</numerusform>
            <numerusform>historial de %n días</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>This receipt cannot be read</source>
        <translation>Este comprobante no se puede leer</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Show receipt</source>
        <translation>Ver comprobante</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Copiar enlace</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>Abrir en el navegador</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <source>Copy receipt</source>
        <translation>Copiar comprobante</translation>
    </message>
    <message>
        <source>Delete from the history…</source>
        <translation>Eliminar del historial…</translation>
    </message>
</context>
<context>
    <name>HistoryWindow</name>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar otra vez</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>No se encontró nada</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Mostrar todo</translation>
    </message>
    <message>
        <source>No receipts yet</source>
        <translation>Aún no hay comprobantes</translation>
    </message>
    <message>
        <source>What you upload is kept here, with its link and what was proved of it.</source>
        <translation>Lo que usted suba queda aquí, con su enlace y lo que se comprobó.</translation>
    </message>
    <message>
        <source>Try other words, or a longer time.</source>
        <translation>Pruebe con otras palabras o con un periodo más largo.</translation>
    </message>
    <message>
        <source>Try other words.</source>
        <translation>Pruebe con otras palabras.</translation>
    </message>
    <message>
        <source>Try a longer time.</source>
        <translation>Pruebe con un periodo más largo.</translation>
    </message>
    <message>
        <source>Only one conversation was looked through.</source>
        <translation>Solo se buscó en una conversación.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln upload(s) written to {file}</source>
        <translation>
            <numerusform>%Ln subida guardada en {file}</numerusform>
            <numerusform>%Ln subidas guardadas en {file}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n receipt(s) deleted</source>
        <translation>
            <numerusform>%n eliminado</numerusform>
            <numerusform>%n eliminados</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kept: the message is not settled yet</source>
        <translation>
            <numerusform>%n se conserva: mensaje pendiente</numerusform>
            <numerusform>%n se conservan: mensajes pendientes</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Volver a la lista</translation>
    </message>
</context>
<context>
    <name>HoldBanner</name>
    <message numerus="yes">
        <source>%n upload(s) go on by themselves when it is back.</source>
        <translation>
            <numerusform>%n subida se reanudará sola cuando vuelva la red.</numerusform>
            <numerusform>%n subidas se reanudarán solas cuando vuelva la red.</numerusform>
        </translation>
    </message>
    <message>
        <source>This network or a proxy intercepts the connection: it inspects it, or wants you to sign in to the network first.</source>
        <translation>Esta red o un proxy intercepta la conexión: la inspecciona o pide que antes inicie sesión en la red.</translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s) go on by themselves when the certificate is valid.</source>
        <translation>
            <numerusform>%n subida se reanudará sola cuando el certificado sea válido.</numerusform>
            <numerusform>%n subidas se reanudarán solas cuando el certificado sea válido.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s) go on by themselves when it lets them through.</source>
        <translation>
            <numerusform>%n subida se reanudará sola cuando la deje pasar.</numerusform>
            <numerusform>%n subidas se reanudarán solas cuando las deje pasar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sign in again: %n upload(s) wait.</source>
        <translation>
            <numerusform>Vuelva a iniciar sesión: %n subida espera.</numerusform>
            <numerusform>Vuelva a iniciar sesión: %n subidas esperan.</numerusform>
        </translation>
    </message>
    <message>
        <source>Tried again, in vain.</source>
        <translation>Se volvió a intentar, sin éxito.</translation>
    </message>
    <message>
        <source>Sign in again.</source>
        <translation>Vuelva a iniciar sesión.</translation>
    </message>
    <message numerus="yes">
        <source>Sign in again: %n message(s) wait.</source>
        <translation>
            <numerusform>Vuelva a iniciar sesión: %n mensaje espera.</numerusform>
            <numerusform>Vuelva a iniciar sesión: %n mensajes esperan.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) go on by themselves when it is back.</source>
        <translation>
            <numerusform>%n mensaje se enviará solo cuando vuelva la red.</numerusform>
            <numerusform>%n mensajes se enviarán solos cuando vuelva la red.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) go on by themselves when the certificate is valid.</source>
        <translation>
            <numerusform>%n mensaje se enviará solo cuando el certificado sea válido.</numerusform>
            <numerusform>%n mensajes se enviarán solos cuando el certificado sea válido.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) go on by themselves when it lets them through.</source>
        <translation>
            <numerusform>%n mensaje se enviará solo cuando lo deje pasar.</numerusform>
            <numerusform>%n mensajes se enviarán solos cuando los deje pasar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Trying again…</source>
        <translation>Reintentando…</translation>
    </message>
    <message>
        <source>Uploads and messages go on by themselves in {time}.</source>
        <translation>Las subidas y los mensajes se reanudarán solos en {time}.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Reintentar ahora</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Iniciar sesión…</translation>
    </message>
</context>
<context>
    <name>JournalKeeper</name>
    <message numerus="yes">
        <source>The list of uploads was damaged. It is now {file}; %n upload(s) were recovered.</source>
        <translation>
            <numerusform>La lista de subidas estaba dañada y se apartó como {file}; se recuperó %n subida.</numerusform>
            <numerusform>La lista de subidas estaba dañada y se apartó como {file}; se recuperaron %n subidas.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody can tell whether that is all: see what is missing.</source>
        <translation>Nadie puede saber si eso es todo: mire qué falta.</translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s) could not be read: attach them again.</source>
        <translation>
            <numerusform>%n subida no se pudo leer: adjúntela de nuevo.</numerusform>
            <numerusform>%n subidas no se pudieron leer: adjúntelas de nuevo.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LeaveQuestion</name>
    <message numerus="yes">
        <source>%n upload(s) have not arrived yet.</source>
        <translation>
            <numerusform>%n subida aún no ha llegado.</numerusform>
            <numerusform>%n subidas aún no han llegado.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) have not been sent yet.</source>
        <translation>
            <numerusform>%n mensaje todavía no se ha enviado.</numerusform>
            <numerusform>%n mensajes todavía no se han enviado.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n draft(s) will be forgotten.</source>
        <translation>
            <numerusform>%n borrador se perderá.</numerusform>
            <numerusform>%n borradores se perderán.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) wait for a channel and will be forgotten.</source>
        <translation>
            <numerusform>%n archivo espera un canal y no se subirá.</numerusform>
            <numerusform>%n archivos esperan un canal y no se subirán.</numerusform>
        </translation>
    </message>
    <message>
        <source>Finish in the background</source>
        <translation>Terminar en segundo plano</translation>
    </message>
    <message>
        <source>The window goes away, an icon beside the clock shows the progress, and the program ends when everything has arrived.</source>
        <translation>La ventana se oculta, un icono junto al reloj muestra el avance y el programa se cierra cuando todo haya llegado.</translation>
    </message>
    <message numerus="yes">
        <source>Stop and keep them</source>
        <translation>
            <numerusform>Detener y conservar</numerusform>
            <numerusform>Detener y conservar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They stay in the list, and stay paused.</source>
        <translation>
            <numerusform>Queda en la lista y sigue en pausa.</numerusform>
            <numerusform>Quedan en la lista y siguen en pausa.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stay(s) paused.</source>
        <translation>
            <numerusform>%n sigue en pausa.</numerusform>
            <numerusform>%n siguen en pausa.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They go on when you sign in to this location again.</source>
        <translation>
            <numerusform>Se reanudará cuando vuelva a iniciar sesión en esta ubicación.</numerusform>
            <numerusform>Se reanudarán cuando vuelva a iniciar sesión en esta ubicación.</numerusform>
        </translation>
    </message>
    <message>
        <source>Close Leadway Desktop?</source>
        <translation>¿Cerrar Leadway Desktop?</translation>
    </message>
    <message>
        <source>Leave the account?</source>
        <translation>¿Salir de la cuenta?</translation>
    </message>
    <message>
        <source>But the list of uploads could not be written: some may be missing then.</source>
        <translation>Pero la lista de subidas no se pudo guardar: puede que falte alguna.</translation>
    </message>
    <message numerus="yes">
        <source>The practice account forgets them.</source>
        <translation>
            <numerusform>La cuenta de práctica no guarda lo que quede pendiente.</numerusform>
            <numerusform>La cuenta de práctica no guarda lo que quede pendiente.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They stay in the list as cancelled, and do not arrive by themselves.</source>
        <translation>
            <numerusform>Queda en la lista como cancelada y no llegará por sí sola.</numerusform>
            <numerusform>Quedan en la lista como canceladas y no llegarán por sí solas.</numerusform>
        </translation>
    </message>
    <message>
        <source>Leave all the same</source>
        <translation>Salir de todos modos</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are not attached yet and will be forgotten.</source>
        <translation>
            <numerusform>%n archivo sin adjuntar se olvidará.</numerusform>
            <numerusform>%n archivos sin adjuntar se olvidarán.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing on the disk is deleted.</source>
        <translation>No se borra nada del disco.</translation>
    </message>
    <message numerus="yes">
        <source>They go on at the next start.</source>
        <translation>
            <numerusform>Se reanudará la próxima vez que abra el programa.</numerusform>
            <numerusform>Se reanudarán la próxima vez que abra el programa.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel all and close</source>
        <translation>Cancelar todo y cerrar</translation>
    </message>
    <message>
        <source>Cancel all and leave</source>
        <translation>Cancelar todo y salir de la cuenta</translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n upload(s) and close</source>
        <translation>
            <numerusform>Cancelar %n subida y cerrar</numerusform>
            <numerusform>Cancelar %n subidas y cerrar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n upload(s) and leave</source>
        <translation>
            <numerusform>Cancelar %n subida y salir de la cuenta</numerusform>
            <numerusform>Cancelar %n subidas y salir de la cuenta</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Close without sending %n message(s)</source>
        <translation>
            <numerusform>Cerrar sin enviar %n mensaje</numerusform>
            <numerusform>Cerrar sin enviar %n mensajes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leave without sending %n message(s)</source>
        <translation>
            <numerusform>Salir de la cuenta sin enviar %n mensaje</numerusform>
            <numerusform>Salir de la cuenta sin enviar %n mensajes</numerusform>
        </translation>
    </message>
    <message>
        <source>The files stay in the list as cancelled, and nothing more is sent.</source>
        <translation>Los archivos quedan en la lista como cancelados y no se envía nada más.</translation>
    </message>
    <message>
        <source>The files stay in the list, and nothing more is sent.</source>
        <translation>Los archivos quedan en la lista y no se envía nada más.</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>Seguir trabajando</translation>
    </message>
</context>
<context>
    <name>LinkNotice</name>
    <message>
        <source>Understood</source>
        <translation>Entendido</translation>
    </message>
    <message>
        <source>Links are public: whoever has one can open the file without signing in. Give it only to the customer it is for.</source>
        <translation>Los enlaces son públicos: quien tenga uno puede abrir el archivo sin iniciar sesión. Déselo solo al cliente al que va dirigido.</translation>
    </message>
</context>
<context>
    <name>ListBanner</name>
    <message>
        <source>Retry</source>
        <translation>Reintentar</translation>
    </message>
</context>
<context>
    <name>MacMenu</name>
    <message>
        <source>About Leadway Desktop</source>
        <translation>Acerca de Leadway Desktop</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Ajustes…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
</context>
<context>
    <name>MessageComposer</name>
    <message>
        <source>To {contact}</source>
        <translation>Para {contact}</translation>
    </message>
    <message>
        <source>Only upload</source>
        <translation>Solo subir</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Send it all the same</source>
        <translation>Enviarlo de todos modos</translation>
    </message>
    <message>
        <source>Nothing is sent: the files have their links</source>
        <translation>No se envía nada: los archivos tienen su enlace</translation>
    </message>
</context>
<context>
    <name>MessageNews</name>
    <message>
        <source>Not delivered to {contact}</source>
        <translation>No entregado a {contact}</translation>
    </message>
    <message>
        <source>Sent to {contact}</source>
        <translation>Enviado a {contact}</translation>
    </message>
    <message>
        <source>Unknown whether everything was sent to {contact}</source>
        <translation>No se sabe si todo se envió a {contact}</translation>
    </message>
    <message>
        <source>Not everything was sent to {contact}</source>
        <translation>No se envió todo a {contact}</translation>
    </message>
    <message>
        <source>Not sent to {contact}</source>
        <translation>No enviado a {contact}</translation>
    </message>
    <message>
        <source>Unknown whether it was sent to {contact}</source>
        <translation>No se sabe si se envió a {contact}</translation>
    </message>
</context>
<context>
    <name>MishapBanner</name>
    <message>
        <source>Dismiss</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Save a report for support…</source>
        <translation>Guardar un informe para soporte…</translation>
    </message>
    <message>
        <source>Something went wrong inside the program.</source>
        <translation>Algo ha fallado dentro del programa.</translation>
    </message>
    <message>
        <source>Your uploads are safe.</source>
        <translation>Sus subidas están a salvo.</translation>
    </message>
    <message>
        <source>If what you just did had no effect, try it again.</source>
        <translation>Si lo que acaba de hacer no tuvo efecto, inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The program broke off last time. It goes on with what it had kept.</source>
        <translation>El programa se interrumpió la última vez. Continúa con lo que había guardado.</translation>
    </message>
</context>
<context>
    <name>NoConversationPage</name>
    <message>
        <source>Select a conversation</source>
        <translation>Elija una conversación</translation>
    </message>
    <message>
        <source>Or drop files on one in the list: its row says where they go.</source>
        <translation>O suelte archivos sobre una de la lista: su fila dice adónde van.</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Dismiss</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Leave practice</source>
        <translation>Salir de la práctica</translation>
    </message>
    <message>
        <source>Leave the practice account</source>
        <translation>Salir de la cuenta de práctica</translation>
    </message>
    <message>
        <source>Practice account: nothing leaves this computer.</source>
        <translation>Cuenta de práctica: nada sale de este equipo.</translation>
    </message>
</context>
<context>
    <name>OfferedFiles</name>
    <message>
        <source>Attach</source>
        <translation>Adjuntar</translation>
    </message>
    <message>
        <source>Do not attach</source>
        <translation>No adjuntar</translation>
    </message>
    <message>
        <source>Attach for {contact}</source>
        <translation>Adjuntar para {contact}</translation>
    </message>
    <message>
        <source>Select the conversation.</source>
        <translation>Elija para qué conversación.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) to attach: {names}.</source>
        <translation>
            <numerusform>%n archivo por adjuntar: {names}.</numerusform>
            <numerusform>%n archivos por adjuntar: {names}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Attach %n file(s) for {contact}? {names}</source>
        <translation>
            <numerusform>¿Adjuntar %n archivo para {contact}? {names}</numerusform>
            <numerusform>¿Adjuntar %n archivos para {contact}? {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OpenAccount</name>
    <message>
        <source>The settings file could not be read. It is now {file}.</source>
        <translation>No se pudo leer el archivo de ajustes: se apartó como {file}.</translation>
    </message>
    <message>
        <source>Practice account</source>
        <translation>Cuenta de práctica</translation>
    </message>
</context>
<context>
    <name>Pasting</name>
    <message>
        <source>picture {time}</source>
        <translation>imagen {time}</translation>
    </message>
    <message>
        <source>The clipboard holds a web address or a folder, not a file</source>
        <translation>El portapapeles tiene una dirección web o una carpeta, no un archivo</translation>
    </message>
    <message>
        <source>The clipboard holds text, not a file or a picture</source>
        <translation>El portapapeles tiene texto, no un archivo ni una imagen</translation>
    </message>
    <message>
        <source>The clipboard holds no file and no picture</source>
        <translation>El portapapeles no tiene ningún archivo ni imagen</translation>
    </message>
</context>
<context>
    <name>PracticeAccount</name>
    <message>
        <source>The practice account cannot start: {reason}.</source>
        <translation>La cuenta de práctica no puede arrancar: {reason}.</translation>
    </message>
</context>
<context>
    <name>ProxyEditor</name>
    <message>
        <source>Address of the proxy</source>
        <translation>Dirección del proxy</translation>
    </message>
    <message>
        <source>As the system does</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>No proxy</source>
        <translation>Sin proxy</translation>
    </message>
    <message>
        <source>This address</source>
        <translation>Esta dirección</translation>
    </message>
</context>
<context>
    <name>QShortcut</name>
    <message>
        <source>Ctrl</source>
        <translation>Ctrl</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Mayús</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Supr</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Retroceso</translation>
    </message>
</context>
<context>
    <name>ReceiptCommands</name>
    <message numerus="yes">
        <source>%n link(s) copied</source>
        <translation>
            <numerusform>%n enlace copiado</numerusform>
            <numerusform>%n enlaces copiados</numerusform>
        </translation>
    </message>
    <message>
        <source>Receipt copied</source>
        <translation>Comprobante copiado</translation>
    </message>
    <message>
        <source>The link could not be opened</source>
        <translation>No se pudo abrir el enlace</translation>
    </message>
</context>
<context>
    <name>ReceiptDialog</name>
    <message>
        <source>Receipt</source>
        <translation>Comprobante</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>ReceiptPane</name>
    <message>
        <source>Select an upload</source>
        <translation>Elija una subida</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Comprobante</translation>
    </message>
    <message>
        <source>Public link</source>
        <translation>Enlace público</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Copiar enlace</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>Abrir en el navegador</translation>
    </message>
    <message>
        <source>Whoever has this link can open the file, without signing in.</source>
        <translation>Quien tenga este enlace puede abrir el archivo sin iniciar sesión.</translation>
    </message>
    <message>
        <source>Copy receipt</source>
        <translation>Copiar comprobante</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Abrir carpeta</translation>
    </message>
</context>
<context>
    <name>ReceiptTable</name>
    <message>
        <source>Uploaded</source>
        <translation>Subido</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Size in bytes</source>
        <translation>Tamaño en bytes</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contacto</translation>
    </message>
    <message>
        <source>Number or address</source>
        <translation>Número o dirección</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Enlace</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviado</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Message id</source>
        <translation>Id del mensaje</translation>
    </message>
    <message>
        <source>Confirmed by</source>
        <translation>Comprobado por</translation>
    </message>
    <message>
        <source>Taken from</source>
        <translation>Tomado de</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>Ubicación</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Conversación</translation>
    </message>
    <message>
        <source>Contact id</source>
        <translation>Id del contacto</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>Subida</translation>
    </message>
    <message>
        <source>traceId of the link</source>
        <translation>traceId del enlace</translation>
    </message>
    <message>
        <source>Storage&apos;s id</source>
        <translation>Id del almacenamiento</translation>
    </message>
    <message>
        <source>traceId of the end</source>
        <translation>traceId del final</translation>
    </message>
    <message>
        <source>traceId of the message</source>
        <translation>traceId del mensaje</translation>
    </message>
    <message>
        <source>The size alone</source>
        <translation>Solo el tamaño</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nada</translation>
    </message>
</context>
<context>
    <name>Receipts</name>
    <message>
        <source>For</source>
        <translation>Para</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Pasos</translation>
    </message>
    <message>
        <source>For support</source>
        <translation>Para soporte</translation>
    </message>
    <message>
        <source>The storage confirmed the same CRC-32C checksum: every byte arrived.</source>
        <translation>El almacenamiento confirmó la misma suma CRC-32C: llegaron todos los bytes.</translation>
    </message>
    <message>
        <source>The storage confirmed the same MD5 checksum: every byte arrived.</source>
        <translation>El almacenamiento confirmó la misma suma MD5: llegaron todos los bytes.</translation>
    </message>
    <message>
        <source>The storage&apos;s ETag is the file&apos;s MD5 checksum: every byte arrived.</source>
        <translation>El ETag del almacenamiento es la suma MD5 del archivo: llegaron todos los bytes.</translation>
    </message>
    <message>
        <source>The size was confirmed. The storage named no checksum to compare.</source>
        <translation>Se confirmó el tamaño. El almacenamiento no indicó ninguna suma con la que comparar.</translation>
    </message>
    <message>
        <source>Leadway confirmed the file, but nobody named its size or a checksum: open the link to see that it is right.</source>
        <translation>Leadway confirmó el archivo, pero nadie indicó su tamaño ni una suma: abra el enlace para ver que está bien.</translation>
    </message>
    <message>
        <source>Uploaded {moment}</source>
        <translation>Subido el {moment}</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Message id</source>
        <translation>Id del mensaje</translation>
    </message>
    <message>
        <source>{file} for {contact}, {channel}</source>
        <translation>{file} para {contact}, {channel}</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Contacto</translation>
    </message>
    <message>
        <source>Number or address</source>
        <translation>Número o dirección</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>From the location</source>
        <translation>Desde la ubicación</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Taken from</source>
        <translation>Tomado de</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>Subida</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Conversación</translation>
    </message>
    <message>
        <source>Contact id</source>
        <translation>Id del contacto</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Intentos</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Terminado</translation>
    </message>
    <message>
        <source>Not sent yet: the file is in your draft.</source>
        <translation>Aún no se ha enviado: el archivo está en su borrador.</translation>
    </message>
    <message>
        <source>None: the file was not sent to the customer.</source>
        <translation>Ninguno: el archivo no se envió al cliente.</translation>
    </message>
    <message>
        <source>Sent {moment}</source>
        <translation>Enviado el {moment}</translation>
    </message>
</context>
<context>
    <name>Row</name>
    <message>
        <source>No name</source>
        <translation>Sin nombre</translation>
    </message>
    <message>
        <source>You: {text}</source>
        <translation>Usted: {text}</translation>
    </message>
    <message>
        <source>Draft:</source>
        <translation>Borrador:</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>destacada</translation>
    </message>
    <message>
        <source>Outgoing call</source>
        <translation>Llamada saliente</translation>
    </message>
    <message>
        <source>Incoming call</source>
        <translation>Llamada entrante</translation>
    </message>
    <message>
        <source>Voicemail</source>
        <translation>Mensaje de voz</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Reseña</translation>
    </message>
    <message>
        <source>Internal comment</source>
        <translation>Comentario interno</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Actividad</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>Aún sin mensajes</translation>
    </message>
    <message>
        <source>Email without text</source>
        <translation>Correo sin texto</translation>
    </message>
    <message>
        <source>Attachment</source>
        <translation>Archivo adjunto</translation>
    </message>
</context>
<context>
    <name>Screen</name>
    <message>
        <source>There is no screen here to open a window on. `leadway-desktop --help` lists the commands that need none.</source>
        <translation>Aquí no hay pantalla en la que abrir una ventana. `leadway-desktop --help` muestra los comandos que no la necesitan.</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>All</source>
        <translation>Todas</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Sin leer</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>Destacadas</translation>
    </message>
    <message>
        <source>Filter: {name}</source>
        <translation>Filtro: {name}</translation>
    </message>
</context>
<context>
    <name>SendAgainQuestion</name>
    <message>
        <source>Send again?</source>
        <translation>¿Enviar de nuevo?</translation>
    </message>
    <message>
        <source>The customer may get this twice.</source>
        <translation>El cliente podría recibirlo dos veces.</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>y %n más</numerusform>
            <numerusform>y %n más</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody knows whether Leadway has sent this. It may still appear in the conversation: look there before you send it again.</source>
        <translation>No se sabe si Leadway lo envió. Aún puede aparecer en la conversación: mire allí antes de enviarlo de nuevo.</translation>
    </message>
    <message>
        <source>Do not send</source>
        <translation>No enviar</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Enviar de nuevo</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Your organisation has set it, and it cannot be changed here.</source>
        <translation>Lo ha fijado su organización y no se puede cambiar aquí.</translation>
    </message>
    <message>
        <source>Set by the environment variable {name}: change it there.</source>
        <translation>Lo fija la variable de entorno {name}: cámbielo allí.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Open the settings file&apos;s folder</source>
        <translation>Abrir la carpeta del archivo de ajustes</translation>
    </message>
    <message>
        <source>The settings file could not be read.</source>
        <translation>No se pudo leer el archivo de ajustes.</translation>
    </message>
    <message>
        <source>It is kept as {name}, and the usual settings are in force.</source>
        <translation>Se conserva como {name}, y valen los ajustes habituales.</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Conexión</translation>
    </message>
    <message>
        <source>Uploads</source>
        <translation>Subidas</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Apariencia</translation>
    </message>
    <message>
        <source>New versions</source>
        <translation>Versiones nuevas</translation>
    </message>
    <message>
        <source>Address, location and proxy do not apply here: the practice account is on this computer. Its history is kept until the window is closed, whatever is chosen below. Leave it to see what is so in your own account.</source>
        <translation>La dirección, la ubicación y el proxy no se aplican aquí: la cuenta de práctica está en este equipo. Su historial se conserva hasta cerrar la ventana, elija lo que elija abajo. Salga de ella para ver los datos de su propia cuenta.</translation>
    </message>
    <message>
        <source>Six times as many where files are small (up to 512 KB). With 1, every file waits for the one before.</source>
        <translation>Seis veces más si los archivos son pequeños (hasta 512 KB). Con 1, cada archivo espera al anterior.</translation>
    </message>
    <message>
        <source>All uploads share it, at once. 1,000 KB/s are 8 megabits a second.</source>
        <translation>Lo comparten todas las subidas y se aplica enseguida. 1.000 KB/s son 8 megabits por segundo.</translation>
    </message>
    <message>
        <source>Only where your company has an address of its own (white label).</source>
        <translation>Solo si su empresa tiene una dirección propia (marca blanca).</translation>
    </message>
    <message>
        <source>How long an upload may go without one byte getting through.</source>
        <translation>Cuánto puede estar una subida sin que pase ni un byte.</translation>
    </message>
    <message>
        <source>Ask each time</source>
        <translation>Preguntar cada vez</translation>
    </message>
    <message>
        <source>Always, without asking</source>
        <translation>Siempre, sin preguntar</translation>
    </message>
    <message>
        <source>Never: only get links</source>
        <translation>Nunca: solo obtener enlaces</translation>
    </message>
    <message>
        <source>Whatever this says, it asks where WhatsApp would refuse a message.</source>
        <translation>En cualquier caso, pregunta cuando WhatsApp rechazaría el mensaje.</translation>
    </message>
    <message>
        <source>Receipts of what was uploaded. With 0 they go when the window is closed.</source>
        <translation>Comprobantes de lo subido. Con 0 se eliminan al cerrar la ventana.</translation>
    </message>
    <message>
        <source>As the system does</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Takes effect when the program starts again.</source>
        <translation>Se aplica cuando el programa vuelva a abrirse.</translation>
    </message>
    <message>
        <source>Once a day, and it only tells you: nothing is downloaded or installed. Empty: it never asks.</source>
        <translation>Una vez al día, y solo le avisa: no se descarga ni se instala nada. Si está vacío, no busca nunca.</translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>The token is missing.</source>
        <translation>Falta el token.</translation>
    </message>
    <message>
        <source>This is no token: it has spaces or odd signs.</source>
        <translation>Esto no es un token: contiene espacios o caracteres extraños.</translation>
    </message>
    <message>
        <source>The location id is missing.</source>
        <translation>Falta el id de la ubicación.</translation>
    </message>
    <message>
        <source>It is in the Leadway portal: Settings, Private integrations.</source>
        <translation>Está en el portal de Leadway: Ajustes, Integraciones privadas.</translation>
    </message>
    <message>
        <source>The steps say where to find it.</source>
        <translation>Los pasos dicen dónde encontrarlo.</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>The token works. Without a keyring it can be kept until you close the program; the next start asks for it again.</source>
        <translation>El token funciona. Sin llavero se puede conservar hasta que usted cierre el programa; al abrirlo de nuevo se le pedirá otra vez.</translation>
    </message>
    <message>
        <source>Use it for this session only</source>
        <translation>Usarlo solo en esta sesión</translation>
    </message>
    <message>
        <source>Private integration token</source>
        <translation>Token de integración privada</translation>
    </message>
    <message>
        <source>It is kept in this computer&apos;s keyring, nowhere else.</source>
        <translation>Se guarda en el llavero de este equipo y en ningún otro sitio.</translation>
    </message>
    <message>
        <source>Location id</source>
        <translation>Id de la ubicación</translation>
    </message>
    <message>
        <source>Your organisation has set it.</source>
        <translation>Lo ha fijado su organización.</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Try it with the practice account</source>
        <translation>Probar con la cuenta de práctica</translation>
    </message>
    <message>
        <source>Address, proxy and other settings</source>
        <translation>Dirección, proxy y otros ajustes</translation>
    </message>
    <message>
        <source>Report for support…</source>
        <translation>Informe para soporte…</translation>
    </message>
    <message>
        <source>Drop files on a customer&apos;s conversation and get their link.</source>
        <translation>Suelte archivos en la conversación de un cliente y obtenga su enlace.</translation>
    </message>
    <message>
        <source>Made-up customers on this computer; nothing is sent to anyone.</source>
        <translation>Clientes inventados en este equipo; no se envía nada a nadie.</translation>
    </message>
</context>
<context>
    <name>SignInSteps</name>
    <message>
        <source>Where to get them</source>
        <translation>Dónde se consiguen</translation>
    </message>
    <message>
        <source>Give it these three permissions (scopes):</source>
        <translation>Dele estos tres permisos (scopes):</translation>
    </message>
    <message>
        <source>In the Leadway portal, open the location whose conversations you answer.</source>
        <translation>En el portal de Leadway, abra la ubicación cuyas conversaciones atiende.</translation>
    </message>
    <message>
        <source>Under Settings, Private integrations, make a new integration.</source>
        <translation>En Ajustes, Integraciones privadas, cree una integración nueva.</translation>
    </message>
    <message>
        <source>Copy its token into this page. The location id is what follows “location” in the portal&apos;s address.</source>
        <translation>Copie su token en esta página. El id de la ubicación es lo que sigue a «location» en la dirección del portal.</translation>
    </message>
</context>
<context>
    <name>SigningIn</name>
    <message>
        <source>You are signed out, but the token is still in this computer&apos;s keyring. Remove it there, or revoke it in the Leadway portal.</source>
        <translation>Se cerró la sesión, pero el token sigue en el llavero de este equipo. Quítelo de allí o revóquelo en el portal de Leadway.</translation>
    </message>
</context>
<context>
    <name>Support</name>
    <message>
        <source>What `doctor` finds: versions, folders, settings, keyring, server</source>
        <translation>Lo que encuentra `doctor`: versiones, carpetas, ajustes, llavero, servidor</translation>
    </message>
    <message>
        <source>The same, for programs</source>
        <translation>Lo mismo, para programas</translation>
    </message>
    <message>
        <source>Uploads by stage, errors and traceIds; no names, no files</source>
        <translation>Subidas por estado, errores y traceId; sin nombres ni archivos</translation>
    </message>
    <message>
        <source>Sizes and permissions of the program&apos;s own files</source>
        <translation>Tamaños y permisos de los archivos del propio programa</translation>
    </message>
    <message>
        <source>Versions of the libraries</source>
        <translation>Versiones de las bibliotecas</translation>
    </message>
    <message>
        <source>What the program noted down; no names, no files</source>
        <translation>Lo que anotó el programa; sin nombres ni archivos</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Esta lista</translation>
    </message>
</context>
<context>
    <name>SupportDialog</name>
    <message>
        <source>Report for support</source>
        <translation>Informe para soporte</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Guardar…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Guardar el informe</translation>
    </message>
    <message>
        <source>The report is saved: {file}</source>
        <translation>El informe está guardado: {file}</translation>
    </message>
    <message>
        <source>Send it to support, with a word on what you were doing.</source>
        <translation>Envíelo a soporte y cuente brevemente qué estaba haciendo.</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Abrir la carpeta</translation>
    </message>
    <message>
        <source>The report was not saved: {reason}.</source>
        <translation>El informe no se guardó: {reason}.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Elija otra carpeta.</translation>
    </message>
    <message>
        <source>The report could not be made: {reason}.</source>
        <translation>El informe no se pudo crear: {reason}.</translation>
    </message>
    <message>
        <source>Close this and try again.</source>
        <translation>Cierre esta ventana e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>It helps support to find out what went wrong. Tokens, passwords and the names, numbers and files of customers are taken out. Look for yourself: this is all of it.</source>
        <translation>Ayuda a soporte a averiguar qué falló. Los tokens, las contraseñas y los nombres, números y archivos de clientes se han quitado. Compruébelo: esto es todo.</translation>
    </message>
    <message>
        <source>What the report holds</source>
        <translation>Lo que contiene el informe</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>What it holds</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>Text of the selected file</source>
        <translation>Texto del archivo seleccionado</translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>{number}%</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>no progress for {time}</source>
        <translation>sin avance: {time}</translation>
    </message>
    <message>
        <source>for {time}</source>
        <translation>desde hace {time}</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>ayer</translation>
    </message>
    <message>
        <source>today at {time}</source>
        <translation>hoy a las {time}</translation>
    </message>
    <message>
        <source>yesterday at {time}</source>
        <translation>ayer a las {time}</translation>
    </message>
    <message>
        <source>on {day} at {time}</source>
        <translation>el {day} a las {time}</translation>
    </message>
    <message>
        <source>unknown channel</source>
        <translation>canal desconocido</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>Correo</translation>
    </message>
    <message>
        <source>Live chat</source>
        <translation>Chat del sitio</translation>
    </message>
</context>
<context>
    <name>TokenDialog</name>
    <message>
        <source>Sign in again</source>
        <translation>Volver a iniciar sesión</translation>
    </message>
    <message>
        <source>The uploads keep their places, and go on as soon as a token is accepted.</source>
        <translation>Las subidas conservan su lugar y siguen en cuanto se acepte un token.</translation>
    </message>
    <message>
        <source>Location: {id}</source>
        <translation>Ubicación: {id}</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Ahora no</translation>
    </message>
</context>
<context>
    <name>TotalWords</name>
    <message numerus="yes">
        <source>%n uploading</source>
        <translation>
            <numerusform>%n subiendo</numerusform>
            <numerusform>%n subiendo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n uploaded</source>
        <translation>
            <numerusform>%n subido</numerusform>
            <numerusform>%n subidos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n en espera</numerusform>
            <numerusform>%n en espera</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n en pausa</numerusform>
            <numerusform>%n en pausa</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) pending</source>
        <translation>
            <numerusform>%n mensaje pendiente</numerusform>
            <numerusform>%n mensajes pendientes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) attention</source>
        <translation>
            <numerusform>%n necesita atención</numerusform>
            <numerusform>%n necesitan atención</numerusform>
        </translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation>Pausar todo</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Reanudar</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Waits for you to sign in again</source>
        <translation>Espera a que vuelva a iniciar sesión</translation>
    </message>
    <message>
        <source>Something on this network stands in the way</source>
        <translation>Algo en esta red impide la conexión</translation>
    </message>
    <message>
        <source>No connection</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Quit, and go on at the next start</source>
        <translation>Salir y reanudar la próxima vez</translation>
    </message>
    <message>
        <source>Cancel all and quit</source>
        <translation>Cancelar todo y salir</translation>
    </message>
</context>
<context>
    <name>UnsaidWords</name>
    <message>
        <source>Not sent yet: the message has its earlier words, too</source>
        <translation>Aún no enviado: el mensaje tiene también su texto de antes</translation>
    </message>
</context>
<context>
    <name>UpdateNotice</name>
    <message>
        <source>Not now</source>
        <translation>Ahora no</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>Abrir su página</translation>
    </message>
    <message>
        <source>Version {version} of Leadway Desktop is available.</source>
        <translation>Ya está disponible la versión {version} de Leadway Desktop.</translation>
    </message>
</context>
<context>
    <name>UploadCommands</name>
    <message>
        <source>What is in a draft stays on the list</source>
        <translation>Lo que está en un borrador sigue en la lista</translation>
    </message>
    <message>
        <source>Trying to reach Leadway…</source>
        <translation>Intentando conectar con Leadway…</translation>
    </message>
    <message>
        <source>Not sent; “Send to the customer…” brings the words back</source>
        <translation>No se enviará; «Enviar al cliente…» recupera el texto</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) will not be sent</source>
        <translation>
            <numerusform>%n mensaje no se enviará</numerusform>
            <numerusform>%n mensajes no se enviarán</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s) copied</source>
        <translation>
            <numerusform>%n enlace copiado</numerusform>
            <numerusform>%n enlaces copiados</numerusform>
        </translation>
    </message>
    <message>
        <source>Details copied</source>
        <translation>Detalles copiados</translation>
    </message>
</context>
<context>
    <name>UploadFolder</name>
    <message>
        <source>A copy was uploaded; it is no longer on this computer</source>
        <translation>Se subió una copia, que ya no está en este equipo</translation>
    </message>
    <message>
        <source>The folder could not be opened</source>
        <translation>No se pudo abrir la carpeta</translation>
    </message>
</context>
<context>
    <name>UploadMenuButton</name>
    <message>
        <source>More actions</source>
        <translation>Más acciones</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Quitar las terminadas</translation>
    </message>
    <message>
        <source>Cancel all…</source>
        <translation>Cancelar todo…</translation>
    </message>
    <message>
        <source>Select an upload to do something with it</source>
        <translation>Seleccione una subida para ver qué se puede hacer con ella</translation>
    </message>
</context>
<context>
    <name>Uploads</name>
    <message>
        <source>Unnamed contact</source>
        <translation>Contacto sin nombre</translation>
    </message>
    <message>
        <source>{file} for {contact}, {channel}</source>
        <translation>{file} para {contact}, {channel}</translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation>Subiendo</translation>
    </message>
    <message>
        <source>Checked: every byte arrived.</source>
        <translation>Comprobado: llegaron todos los bytes.</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>En cola</translation>
    </message>
    <message>
        <source>Checking the file</source>
        <translation>Revisando el archivo</translation>
    </message>
    <message>
        <source>Asking for a link</source>
        <translation>Pidiendo el enlace</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>Terminando</translation>
    </message>
    <message>
        <source>Uploaded</source>
        <translation>Subido</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Falló</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelado</translation>
    </message>
    <message>
        <source>Upload again</source>
        <translation>Subir otra vez</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Iniciar sesión…</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Move to the front</source>
        <translation>Mover al principio</translation>
    </message>
    <message>
        <source>Send to the customer…</source>
        <translation>Enviar al cliente…</translation>
    </message>
    <message>
        <source>Do not send</source>
        <translation>No enviar</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Buscar de nuevo</translation>
    </message>
    <message>
        <source>It was sent</source>
        <translation>Sí se envió</translation>
    </message>
    <message>
        <source>Send again…</source>
        <translation>Enviar de nuevo…</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Editar…</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Copiar enlace</translation>
    </message>
    <message>
        <source>Show receipt</source>
        <translation>Ver comprobante</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copiar detalles</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>Quitar de la lista</translation>
    </message>
    <message>
        <source>Look now</source>
        <translation>Buscar ahora</translation>
    </message>
    <message>
        <source>in your draft</source>
        <translation>en borrador</translation>
    </message>
    <message>
        <source>will be sent if you retry</source>
        <translation>se enviará si reintenta</translation>
    </message>
    <message>
        <source>{percent} of {size}</source>
        <translation>{percent} de {size}</translation>
    </message>
    <message>
        <source>Uploaded at {time}</source>
        <translation>Subido a las {time}</translation>
    </message>
    <message>
        <source>Uploaded {moment}</source>
        <translation>Subido {moment}</translation>
    </message>
    <message>
        <source>starts again from the beginning</source>
        <translation>empezará de nuevo desde el principio</translation>
    </message>
    <message>
        <source>Goes on by itself when the network is back.</source>
        <translation>Se reanudará cuando vuelva la red.</translation>
    </message>
    <message>
        <source>Goes on by itself when the network lets it through.</source>
        <translation>Se reanudará cuando la red lo permita.</translation>
    </message>
    <message>
        <source>Goes on by itself when the certificate is valid.</source>
        <translation>Se reanudará cuando el certificado sea válido.</translation>
    </message>
    <message>
        <source>Waits for you to sign in.</source>
        <translation>Espera a que inicie sesión.</translation>
    </message>
    <message>
        <source>Tries again in a moment.</source>
        <translation>Se reintentará en un momento.</translation>
    </message>
    <message>
        <source>Tries again in {time}.</source>
        <translation>Se reintentará en {time}.</translation>
    </message>
</context>
<context>
    <name>UploadsHeader</name>
    <message>
        <source>All uploads</source>
        <translation>Todas las subidas</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todas</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>Pendientes</translation>
    </message>
    <message>
        <source>Need attention</source>
        <translation>Necesitan atención</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Completadas</translation>
    </message>
    <message>
        <source>Retry all failed</source>
        <translation>Reintentar las fallidas</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Quitar las terminadas</translation>
    </message>
    <message>
        <source>Close the list of all uploads</source>
        <translation>Cerrar la lista de todas las subidas</translation>
    </message>
</context>
<context>
    <name>WhatsAppWindow</name>
    <message>
        <source>WhatsApp takes free-form messages within 24 hours of the customer&apos;s last one.</source>
        <translation>WhatsApp admite mensajes libres durante las 24 horas siguientes al último mensaje del cliente.</translation>
    </message>
    <message>
        <source>WhatsApp window: {left}</source>
        <translation>WhatsApp: {left}</translation>
    </message>
    <message>
        <source>WhatsApp window closed</source>
        <translation>Ventana de WhatsApp cerrada</translation>
    </message>
</context>
<context>
    <name>WrappingLabel</name>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
</context>
<context>
    <name>_Chip</name>
    <message>
        <source>Leave {file} out of the message; it stays uploaded</source>
        <translation>Quitar {file} del mensaje; sigue subido</translation>
    </message>
    <message>
        <source>Leave out of the message; it stays uploaded</source>
        <translation>Quitar del mensaje; sigue subido</translation>
    </message>
</context>
<context>
    <name>_HistoryField</name>
    <message>
        <source>Search file, contact, number, link or id</source>
        <translation>Buscar archivo, contacto, número, enlace o id</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Buscar en el historial</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Borrar la búsqueda</translation>
    </message>
</context>
<context>
    <name>_Plurals</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n sin leer</numerusform>
            <numerusform>%n sin leer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s)</source>
        <translation>
            <numerusform>Soltar %n archivo</numerusform>
            <numerusform>Soltar %n archivos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s) · you choose the channel</source>
        <translation>
            <numerusform>Soltar %n archivo · usted elige el canal</numerusform>
            <numerusform>Soltar %n archivos · usted elige el canal</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s) · {channel}, up to {limit}</source>
        <translation>
            <numerusform>Soltar %n archivo · {channel}, hasta {limit}</numerusform>
            <numerusform>Soltar %n archivos · {channel}, hasta {limit}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files are in the draft of this conversation already.</source>
        <translation>
            <numerusform>%n archivo ya está en el borrador de esta conversación.</numerusform>
            <numerusform>%n archivos ya están en el borrador de esta conversación.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files were already uploaded to this conversation.</source>
        <translation>
            <numerusform>%n archivo ya se subió a esta conversación.</numerusform>
            <numerusform>%n archivos ya se subieron a esta conversación.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files were already sent to this conversation.</source>
        <translation>
            <numerusform>%n archivo ya se envió a esta conversación.</numerusform>
            <numerusform>%n archivos ya se enviaron a esta conversación.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages.</source>
        <translation>
            <numerusform>%n mensaje.</numerusform>
            <numerusform>%n mensajes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %n file(s) in each; the text goes with the first.</source>
        <translation>
            <numerusform>Como máximo %n archivo en cada uno; el texto va con el primero.</numerusform>
            <numerusform>Como máximo %n archivos en cada uno; el texto va con el primero.</numerusform>
        </translation>
    </message>
    <message>
        <source>{channel} takes one file each; the text goes with the first.</source>
        <translation>{channel} admite un archivo en cada uno; el texto va con el primero.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) did not arrive and will not be sent.</source>
        <translation>
            <numerusform>%n archivo no llegó y no se enviará.</numerusform>
            <numerusform>%n archivos no llegaron y no se enviarán.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cancelled file(s) will not be sent.</source>
        <translation>
            <numerusform>%n archivo cancelado no se enviará.</numerusform>
            <numerusform>%n archivos cancelados no se enviarán.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Is sent once %n file(s) have been read…</source>
        <translation>
            <numerusform>Se enviará cuando se haya leído %n archivo…</numerusform>
            <numerusform>Se enviará cuando se hayan leído %n archivos…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are being read…</source>
        <translation>
            <numerusform>Leyendo %n archivo…</numerusform>
            <numerusform>Leyendo %n archivos…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n archivo</numerusform>
            <numerusform>%n archivos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>will be sent with %n more</source>
        <translation>
            <numerusform>se enviará con %n más</numerusform>
            <numerusform>se enviará con %n más</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>will be sent when %n more have arrived</source>
        <translation>
            <numerusform>se enviará cuando llegue %n más</numerusform>
            <numerusform>se enviará cuando lleguen %n más</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_SearchField</name>
    <message>
        <source>Search name, phone or email</source>
        <translation>Buscar nombre, teléfono o correo</translation>
    </message>
    <message>
        <source>Search conversations</source>
        <translation>Buscar conversaciones</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Borrar la búsqueda</translation>
    </message>
</context>
<context>
    <name>_TokenField</name>
    <message>
        <source>Hide the token</source>
        <translation>Ocultar el token</translation>
    </message>
    <message>
        <source>Show the token</source>
        <translation>Mostrar el token</translation>
    </message>
</context>
<context>
    <name>_Words</name>
    <message numerus="yes">
        <source>%n s left</source>
        <translation>
            <numerusform>queda %n s</numerusform>
            <numerusform>quedan %n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>queda %n min</numerusform>
            <numerusform>quedan %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h {minutes} min left</source>
        <translation>
            <numerusform>queda %n h {minutes} min</numerusform>
            <numerusform>quedan %n h {minutes} min</numerusform>
        </translation>
    </message>
</context>
</TS>
