"""The task API in FastAPI, SQLModel and PyJWT: reading, paging, searching, creating, changing, completing.

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
from sqlalchemy import literal, or_, tuple_
from sqlmodel import col, select

from auth import User
from database import Session, engine, writing
from models import NewTask, Task, TaskEdit, TaskPage, TaskRead, now


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
    return await find(session, select(Task).where(Task.id == task_id, Task.user_id == user))


@app.get("/api/tasks", response_model=TaskPage)
async def list_tasks(
    user: User,
    session: Session,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
    q: str = "",
) -> dict:
    place = tuple_(col(Task.created_at), col(Task.id))
    query = select(Task).where(Task.user_id == user)
    for word in q.split():
        in_title = col(Task.title).icontains(word, autoescape=True)
        query = query.where(or_(in_title, col(Task.description).icontains(word, autoescape=True)))
    if cursor:
        time, task_id = position(cursor)
        behind = tuple_(literal(time, col(Task.created_at).type), literal(task_id, col(Task.id).type))
        query = query.where(place < behind)
    query = query.order_by(col(Task.created_at).desc(), col(Task.id).desc()).limit(limit + 1)
    tasks = (await session.exec(query)).all()
    more = len(tasks) > limit
    return {"items": tasks[:limit], "next": cursor_behind(tasks[limit - 1]) if more else None}


@app.post("/api/tasks", status_code=201, response_model=TaskRead)
async def create_task(body: NewTask, user: User, session: Session, response: Response) -> Task:
    task = Task(user_id=user, **body.model_dump())
    task.completed_at = now() if task.completed else None
    async with writing():
        session.add(task)
        await session.commit()
    response.headers["Location"] = f"/api/tasks/{task.id}"
    return task


@app.patch("/api/tasks/{task_id}", response_model=TaskRead)
async def edit_task(task_id: UUID, body: TaskEdit, user: User, session: Session) -> Task:
    async with writing():
        task = await find(session, locked(user, task_id))
        return await save(session, task, body.model_dump(exclude_unset=True))


@app.patch("/api/tasks/{task_id}/complete", response_model=TaskRead)
async def toggle_task(task_id: UUID, user: User, session: Session) -> Task:
    async with writing():
        task = await find(session, locked(user, task_id))
        time = None if task.completed else now()
        return await save(session, task, {"completed": not task.completed, "completed_at": time})


def locked(user: str, task_id: UUID):
    return select(Task).where(Task.id == task_id, Task.user_id == user).with_for_update()


async def find(session: Session, query) -> Task:
    task = (await session.exec(query)).one_or_none()
    if task is None:
        raise HTTPException(404, "There is nothing here.")
    return task


async def save(session: Session, task: Task, changes: dict) -> Task:
    task.sqlmodel_update({**changes, "updated_at": now(), "revision": task.revision + 1})
    session.add(task)
    await session.commit()
    return task


def cursor_behind(task: Task) -> str:
    return urlsafe_b64encode(f"{task.created_at.isoformat()} {task.id}".encode()).decode()


def position(cursor: str) -> tuple[datetime, UUID]:
    try:
        time, task_id = urlsafe_b64decode(cursor).decode().split(" ")
        return datetime.fromisoformat(time), UUID(task_id)
    except ValueError as error:
        raise HTTPException(422, "This is no cursor.") from error
