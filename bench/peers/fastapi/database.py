"""Sessions on one SQLite file: readers in parallel, writers in turn, commits on disk."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy import event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine(f"sqlite+aiosqlite:///{os.environ['DATABASE']}", pool_size=8)
sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
# SQLite has one writer at a time: better to wait here than to poll for its lock.
writing = asyncio.Lock()


@event.listens_for(engine.sync_engine, "connect")
def prepare(connection, _record) -> None:
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]
