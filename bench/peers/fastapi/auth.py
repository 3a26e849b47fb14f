"""Who asks: the subject of a token that Better Auth issued."""

import os
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

ISSUER = os.environ["BETTER_AUTH_URL"]
keys = jwt.PyJWKClient(os.environ["JWKS_URL"], cache_keys=True, lifespan=600)
bearer = HTTPBearer(auto_error=False)


def user_of(token: str) -> str:
    # Cached by id, so that nothing is fetched but for a new key.
    key = keys.get_signing_key(jwt.get_unverified_header(token)["kid"])
    claims = jwt.decode(
        token,
        key,
        algorithms=["EdDSA"],
        issuer=ISSUER,
        audience=ISSUER,
        leeway=30,
        options={"require": ["exp", "iat", "sub", "iss", "aud"]},
    )
    return claims["sub"]


async def current_user(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> str:
    try:
        return user_of(credentials.credentials)
    except (AttributeError, KeyError, jwt.PyJWTError) as error:
        headers = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(401, "Sign in again.", headers) from error


User = Annotated[str, Depends(current_user)]
