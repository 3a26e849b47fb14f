"""The task API in FastAPI, SQLModel and PyJWT: reading one task, reading a page, creating.

Made to be measured against; `serve.py` starts it.
"""

import os
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from multiprocessing import parent_process
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, HTTPException, Query, Response
from sqlalchemy import tuple_
from sqlmodel import col, select

from auth import User
from database import Session, engine, writing
from models import NewTask, Task, TaskPage, TaskRead, now


def end_with_parent() -> None:
    """So that a run that is broken off leaves no workers behind."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    threading.Thread(target=end_with_parent, daemon=True).start()
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/api/tasks/{task_id}", response_model=TaskRead)
async def read_task(task_id: UUID, user: User, session: Session) -> Task:
    found = await session.exec(select(Task).where(Task.id == task_id, Task.user_id == user))
    task = found.one_or_none()
    if task is None:
        raise HTTPException(404, "There is nothing here.")
    return task


@app.get("/api/tasks", response_model=TaskPage)
async def list_tasks(
    user: User,
    session: Session,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
) -> dict:
    place = tuple_(col(Task.created_at), col(Task.id))
    query = select(Task).where(Task.user_id == user)
    if cursor:
        query = query.where(place < tuple_(*position(cursor)))
    query = query.order_by(col(Task.created_at).desc(), col(Task.id).desc()).limit(limit + 1)
    tasks = (await session.exec(query)).all()
    more = len(tasks) > limit
    return {"items": tasks[:limit], "next": cursor_behind(tasks[limit - 1]) if more else None}


@app.post("/api/tasks", status_code=201, response_model=TaskRead)
async def create_task(body: NewTask, user: User, session: Session, response: Response) -> Task:
    task = Task(user_id=user, **body.model_dump())
    task.completed_at = now() if task.completed else None
    async with writing:
        session.add(task)
        await session.commit()
    response.headers["Location"] = f"/api/tasks/{task.id}"
    return task


def cursor_behind(task: Task) -> str:
    return urlsafe_b64encode(f"{task.created_at.isoformat()} {task.id}".encode()).decode()


def position(cursor: str) -> tuple[datetime, UUID]:
    try:
        time, task_id = urlsafe_b64decode(cursor).decode().split(" ")
        return datetime.fromisoformat(time), UUID(task_id)
    except ValueError as error:
        raise HTTPException(422, "This is no cursor.") from error
