"""Puts an authority among those that the user of a computer with Windows trusts. Run with its file.

Windows itself would ask the user first; wine does not.
"""

import ctypes
import ssl
import sys
from ctypes import wintypes
from pathlib import Path

assert sys.platform == "win32"
_SYSTEM_STORE = 10  # CERT_STORE_PROV_SYSTEM_W
_OF_USER = 0x10000  # CERT_SYSTEM_STORE_CURRENT_USER
_X509 = 1  # X509_ASN_ENCODING
_REPLACE = 3  # CERT_STORE_ADD_REPLACE_EXISTING
_library = ctypes.WinDLL("crypt32", use_last_error=True)
_open, _add = _library.CertOpenStore, _library.CertAddEncodedCertificateToStore
_open.restype = wintypes.HANDLE
_open.argtypes = [
    wintypes.LPVOID,
    wintypes.DWORD,
    wintypes.LPVOID,
    wintypes.DWORD,
    wintypes.LPCWSTR,
]
_add.argtypes = [
    wintypes.HANDLE,
    wintypes.DWORD,
    wintypes.LPCSTR,
    *[wintypes.DWORD] * 2,
    wintypes.LPVOID,
]

certificate = ssl.PEM_cert_to_DER_cert(Path(sys.argv[1]).read_text())
store = _open(_SYSTEM_STORE, 0, None, _OF_USER, "Root")
if not store or not _add(store, _X509, certificate, len(certificate), _REPLACE, None):
    raise ctypes.WinError(ctypes.get_last_error())
_library.CertCloseStore(wintypes.HANDLE(store), 0)
