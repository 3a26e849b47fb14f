"""Makes the database and serves the API on a free port, with a worker for each core. Prints the address."""

import asyncio
import os

import uvicorn
from sqlmodel import SQLModel
from uvicorn.supervisors import Multiprocess

from database import engine
from models import Task  # noqa: F401, registers the table

BACKLOG = 2048


async def make_database() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    await engine.dispose()


def main() -> None:
    asyncio.run(make_database())
    config = uvicorn.Config(
        "main:app",
        host="127.0.0.1",
        port=0,
        workers=len(os.sched_getaffinity(0)),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        backlog=BACKLOG,
    )
    socket = config.bind_socket()
    # From now on, whoever comes before the workers waits for them.
    socket.listen(BACKLOG)
    host, port = socket.getsockname()
    print(f"{host}:{port}", flush=True)
    Multiprocess(config, sockets=[socket]).run()


if __name__ == "__main__":
    main()
