"""A pair of keys that nobody else has, made once a run; 2048 bits like the vendor's."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

SANDBOX_KEY_ID = "SANDBOX-AFEXAMPLEEXAMPLEEXAMPLEX"
LIVE_KEY_ID = "LIVE-AFEXAMPLEEXAMPLEEXAMPLEX"
OLD_KEY_ID = "AFEXAMPLEEXAMPLEEXAMPLEX"


@cache
def _pair() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@cache
def private_pem() -> str:
    return _pair().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@cache
def public_pem() -> str:
    return _pair().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
