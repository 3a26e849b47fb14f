"""Sessions on a SQLite file, or on PostgreSQL; commits on disk either way."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Annotated

from fastapi import Depends
from sqlalchemy import event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

DATABASE = os.environ["DATABASE"]
POSTGRES = DATABASE.startswith("postgres://")
URL = DATABASE.replace("postgres", "postgresql+asyncpg", 1) if POSTGRES else f"sqlite+aiosqlite:///{DATABASE}"

engine = create_async_engine(URL, pool_size=8)
sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
sqlite_writer = asyncio.Lock()


def writing() -> AbstractAsyncContextManager:
    """SQLite has one writer at a time: better to wait here than to poll for its lock."""
    return nullcontext() if POSTGRES else sqlite_writer


@event.listens_for(engine.sync_engine, "connect")
def prepare(connection, _record) -> None:
    if POSTGRES:
        return
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]
