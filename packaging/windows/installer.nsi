; The installer for a person: one user's folder, no administrator. `nsis.py` gives the values that
; stand in ${...} and the lists of files (put.nsh, remove.nsh).
;
; Silent:   setup.exe /S [/CLOSE] [/DESKTOP] [/NOSENDTO] [BASE_URL=...] [LOCATION_ID=...] [/D=folder]
; Removal:  uninstall.exe /S [/CLOSE] [/PURGE]
; Status:   0 done, 1 stopped by the person, 2 broke off, 3 the program is open, 4 not on this Windows

Unicode true
!if /FileExists "${NSISDIR}/Stubs/lzma_solid-amd64-unicode"
  Target amd64-unicode
!endif
SetCompressor /SOLID lzma
SetCompressorDictSize 64
SetDateSave on
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel user

!define PROGRAM "${NAME}.exe"
!define CONSOLE "${COMMAND}.exe"
!define UNINSTALLER "uninstall.exe"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\${CONSOLE}"
!define OWN_KEY "Software\${NAME}"
!define SETUP_KEY "${OWN_KEY}\setup"
!define PRESET_KEY "${OWN_KEY}\preset"
!define IS_OPEN 3
!define WRONG_WINDOWS 4

Name "${NAME}"
OutFile "${TARGET}"
BrandingText "${NAME} ${VERSION}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${ENTRY}" "InstallLocation"
ShowInstDetails nevershow
ShowUninstDetails nevershow
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_FINISHPAGE_TITLE "$(DONE_TITLE)"
!define MUI_FINISHPAGE_TEXT "$(DONE_TEXT)"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "$(OPEN_NOW)"
!define MUI_FINISHPAGE_RUN_FUNCTION OpenProgram

!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE EndProgramOfPerson
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.AskAboutData un.HeedAnswer
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Spanish"

!macro Say NAME ENGLISH SPANISH
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_SPANISH} "${SPANISH}"
!macroend
!insertmacro Say PROGRAM_PART "Program and Start menu" "Programa y menú Inicio"
!insertmacro Say SEND_TO_PART "$\"Send to$\" in Explorer's menu" "$\"Enviar a$\" en el menú del Explorador"
!insertmacro Say DESKTOP_PART "Shortcut on the desktop" "Acceso directo en el escritorio"
!insertmacro Say DONE_TITLE "${NAME} is installed" "${NAME} está instalado"
!insertmacro Say DONE_TEXT "You find it in the Start menu." "Lo encontrará en el menú Inicio."
!insertmacro Say OPEN_NOW "&Open ${NAME} now" "&Abrir ${NAME} ahora"
!insertmacro Say REMOVE_TITLE "Uninstall ${NAME}" "Desinstalar ${NAME}"
!insertmacro Say REMOVE_SUBTITLE "Your data stay, unless you decide otherwise." "Sus datos se conservan, salvo que usted decida otra cosa."
!insertmacro Say REMOVE_WHAT "The program and its shortcuts will be removed from this computer." "Se quitarán de este equipo el programa y sus accesos directos."
!insertmacro Say DATA_TOO "&Also delete my settings, token, history and unfinished uploads" "&Eliminar también mis ajustes, token, historial y cargas sin terminar"
!insertmacro Say DATA_STAY "Left unchecked, all of it is there when you install ${NAME} again, and the uploads go on. What is deleted cannot be brought back." "Si no marca la casilla, todo seguirá ahí cuando vuelva a instalar ${NAME}, y las cargas continuarán. Lo que se elimina no se puede recuperar."
!insertmacro Say SUMMARY "Attaches files to Leadway CRM conversations" "Adjunta archivos a las conversaciones de Leadway CRM"
!insertmacro Say MAY_CLOSE "${NAME} is open. Close it now? Uploads under way stop, and go on when it is started again." "${NAME} está abierto. ¿Cerrarlo ahora? Las cargas en curso se detienen y siguen cuando se vuelva a abrir."
!insertmacro Say STILL_OPEN "${NAME} is still open. Close its window and its icon beside the clock, then try again." "${NAME} sigue abierto. Cierre su ventana y su icono junto al reloj, y vuelva a intentarlo."
!insertmacro Say NEEDS_WINDOWS_10 "${NAME} needs Windows 10 or later, 64-bit." "${NAME} necesita Windows 10 o posterior, de 64 bits."
!insertmacro Say NOT_WRITTEN "This folder cannot be written: " "No se puede escribir en esta carpeta: "

VIProductVersion "${FOUR_NUMBERS}"
VIFileVersion "${FOUR_NUMBERS}"
!macro Version KEY VALUE
  VIAddVersionKey /LANG=0 "${KEY}" "${VALUE}"
!macroend
!insertmacro Version "ProductName" "${NAME}"
!insertmacro Version "ProductVersion" "${VERSION}"
!insertmacro Version "CompanyName" "${PUBLISHER}"
!insertmacro Version "FileDescription" "${NAME} Setup"
!insertmacro Version "FileVersion" "${VERSION}"
!insertmacro Version "LegalCopyright" "${PUBLISHER}"

Var Parameters
Var DataToo

; A program that runs cannot be written: $0 is 1 as long as one of this folder's does.
!macro IsOpen UN
  Function ${UN}IsOpen
    StrCpy $0 0
    !insertmacro IsFileOpen "${PROGRAM}"
    !insertmacro IsFileOpen "${CONSOLE}"
  FunctionEnd
!macroend
!macro IsFileOpen FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    FileOpen $1 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
!macroend
!insertmacro IsOpen ""
!insertmacro IsOpen "un."

; Ask the program to end, by its own command; its journal keeps what is under way. $0 as IsOpen's.
!macro EndProgram UN
  Function ${UN}EndProgram
    Push $2
    nsExec::Exec '"$INSTDIR\${CONSOLE}" quit'
    Pop $1
    ${For} $2 1 100
      Call ${UN}IsOpen
      ${If} $0 == 0
        ${Break}
      ${EndIf}
      Sleep 100
    ${Next}
    Pop $2
  FunctionEnd

  Function ${UN}EndProgramOfPerson
    Call ${UN}IsOpen
    ${If} $0 == 0
      Return
    ${EndIf}
    MessageBox MB_OKCANCEL|MB_ICONQUESTION "$(MAY_CLOSE)" IDOK +2
      Abort
    Call ${UN}EndProgram
    ${If} $0 == 1
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(STILL_OPEN)"
      Abort
    ${EndIf}
  FunctionEnd

  ; Nobody can be asked: without leave to close it, an open program stays as it is.
  Function ${UN}EndProgramSilently
    Call ${UN}IsOpen
    ${If} $0 == 1
      ClearErrors
      ${GetOptions} $Parameters "/CLOSE" $1
      ${IfNot} ${Errors}
        Call ${UN}EndProgram
      ${EndIf}
    ${EndIf}
    ${If} $0 == 1
      SetErrorLevel ${IS_OPEN}
      Quit
    ${EndIf}
  FunctionEnd
!macroend
!insertmacro EndProgram ""
!insertmacro EndProgram "un."

Function OpenProgram
  SetOutPath "$INSTDIR"
  Exec '"$INSTDIR\${PROGRAM}"'
FunctionEnd

!macro Preset NAME
  ClearErrors
  ; Its first character ends the value of the one before: an address may hold every other.
  ${GetOptions} " $Parameters" " ${NAME}=" $1
  ${IfNot} ${Errors}
    WriteRegStr HKCU "${PRESET_KEY}" "${SETTING_${NAME}}" "$1"
  ${EndIf}
!macroend
!define SETTING_BASE_URL "base_url"
!define SETTING_LOCATION_ID "location_id"

Section "$(PROGRAM_PART)" PROGRAM_SECTION
  SectionIn RO
  ${If} ${Silent}
    Call EndProgramSilently
  ${EndIf}
  ; The version that is there removes its own files: the next may have fewer.
  ${If} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    ExecWait '"$INSTDIR\${UNINSTALLER}" /S /UPGRADE _?=$INSTDIR'
  ${EndIf}
  ClearErrors
  !include "${WORK}/put.nsh"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "$(NOT_WRITTEN)$INSTDIR" /SD IDOK
    Abort
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "" 0 SW_SHOWNORMAL "" "$(SUMMARY)"
  WriteRegStr HKCU "${APP_PATHS}" "" "$INSTDIR\${CONSOLE}"
  !insertmacro Preset BASE_URL
  !insertmacro Preset LOCATION_ID
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKCU "${ENTRY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
SectionEnd

Section "$(SEND_TO_PART)" SEND_TO
  CreateShortcut "$SENDTO\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "" 0 SW_SHOWNORMAL "" "$(SUMMARY)"
SectionEnd

Section /o "$(DESKTOP_PART)" DESKTOP
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "" 0 SW_SHOWNORMAL "" "$(SUMMARY)"
SectionEnd

; Takes away what was chosen before and is not now, and notes the choice for the next version.
!macro Follow SECTION VALUE LINK
  ${If} ${SectionIsSelected} ${${SECTION}}
    WriteRegDWORD HKCU "${SETUP_KEY}" "${VALUE}" 1
  ${Else}
    WriteRegDWORD HKCU "${SETUP_KEY}" "${VALUE}" 0
    Delete "${LINK}"
  ${EndIf}
!macroend
Section "-choices"
  !insertmacro Follow SEND_TO "SendTo" "$SENDTO\${NAME}.lnk"
  !insertmacro Follow DESKTOP "Desktop" "$DESKTOP\${NAME}.lnk"
SectionEnd

Section "-un.end"
  ${If} ${Silent}
    Call un.EndProgramSilently
  ${EndIf}
SectionEnd

; Before the program goes, for it alone can take the token out of Windows' Credential Manager.
Section /o "-un.data" DATA
  nsExec::Exec '"$INSTDIR\${CONSOLE}" token clear'
  Pop $1
  RMDir /r "$LOCALAPPDATA\${NAME}"
SectionEnd

Section "-un.program"
  !include "${WORK}/remove.nsh"
  Delete "$INSTDIR\${UNINSTALLER}"
  ClearErrors
  ${GetOptions} $Parameters "/UPGRADE" $1
  ${IfNot} ${Errors}
    Return
  ${EndIf}
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$SENDTO\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey HKCU "${APP_PATHS}"
  DeleteRegKey HKCU "${ENTRY}"
  DeleteRegKey HKCU "${SETUP_KEY}"
  DeleteRegKey HKCU "${PRESET_KEY}"
  DeleteRegKey /ifempty HKCU "${OWN_KEY}"
SectionEnd

; NSIS knows the numbers of sections below them alone.
Function .onInit
  ${GetParameters} $Parameters
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(NEEDS_WINDOWS_10)" /SD IDOK
    SetErrorLevel ${WRONG_WINDOWS}
    Quit
  ${EndIf}
  Call ChooseParts
FunctionEnd

; What was chosen the last time stays chosen; words on the command line win.
Function ChooseParts
  ReadRegDWORD $1 HKCU "${SETUP_KEY}" "Desktop"
  ${If} $1 == 1
    !insertmacro SelectSection ${DESKTOP}
  ${EndIf}
  ClearErrors
  ReadRegDWORD $1 HKCU "${SETUP_KEY}" "SendTo"
  ${IfNot} ${Errors}
  ${AndIf} $1 == 0
    !insertmacro UnselectSection ${SEND_TO}
  ${EndIf}
  ClearErrors
  ${GetOptions} $Parameters "/DESKTOP" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${DESKTOP}
  ${EndIf}
  ClearErrors
  ${GetOptions} $Parameters "/NOSENDTO" $1
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${SEND_TO}
  ${EndIf}
FunctionEnd

; One question, and no list of parts: the program goes in any case.
Function un.AskAboutData
  !insertmacro MUI_HEADER_TEXT "$(REMOVE_TITLE)" "$(REMOVE_SUBTITLE)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 24u "$(REMOVE_WHAT)"
  Pop $0
  ${NSD_CreateCheckBox} 0 32u 100% 20u "$(DATA_TOO)"
  Pop $DataToo
  ${NSD_AddStyle} $DataToo ${BS_MULTILINE}
  ${If} ${SectionIsSelected} ${DATA}
    ${NSD_Check} $DataToo
  ${EndIf}
  ${NSD_CreateLabel} 12u 56u -12u 32u "$(DATA_STAY)"
  Pop $0
  nsDialogs::Show
FunctionEnd

Function un.HeedAnswer
  ${NSD_GetState} $DataToo $0
  ${If} $0 == ${BST_CHECKED}
    !insertmacro SelectSection ${DATA}
  ${Else}
    !insertmacro UnselectSection ${DATA}
  ${EndIf}
  Call un.EndProgramOfPerson
FunctionEnd

Function un.onInit
  ${GetParameters} $Parameters
  ClearErrors
  ${GetOptions} $Parameters "/PURGE" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${DATA}
  ${EndIf}
FunctionEnd
