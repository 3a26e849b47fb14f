"""The task as it is stored, sent and received."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

from annotated_types import Interval
from pydantic import ConfigDict, PlainSerializer, StringConstraints
from sqlalchemy import JSON, DateTime, Index
from sqlmodel import Field, SQLModel

Priority = Annotated[int, Interval(ge=1, le=4)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


def utc_millis(time: datetime) -> str:
    """RFC 3339 with milliseconds; SQLite gives times back without their zone."""
    zoned = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return zoned.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(utc_millis, return_type=str)]


ZONED = DateTime(timezone=True)


def now() -> datetime:
    return datetime.now(UTC)


class Task(SQLModel, table=True):
    """A row. Pages of a user's newest tasks are one range of the index."""

    __tablename__ = "tasks"
    __table_args__ = (Index("tasks_by_creation", "user_id", "created_at", "id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: str
    title: str
    description: str | None = None
    completed: bool = False
    completed_at: datetime | None = Field(default=None, sa_type=ZONED)
    created_at: datetime = Field(default_factory=now, sa_type=ZONED)
    updated_at: datetime = Field(default_factory=now, sa_type=ZONED)
    revision: int = 1
    priority: int = 4
    due: dict | None = Field(default=None, sa_type=JSON)
    start: str | None = None
    list_id: UUID | None = None
    labels: list = Field(default_factory=list, sa_type=JSON)
    recurrence: dict | None = Field(default=None, sa_type=JSON)
    position: str = Field(default_factory=lambda: f"{int(now().timestamp() * 1000):x}")


class NewTask(SQLModel):
    model_config = ConfigDict(extra="forbid")

    title: Title
    description: str | None = Field(default=None, max_length=10_000)
    completed: bool = False
    priority: Priority = 4


class TaskEdit(SQLModel):
    model_config = ConfigDict(extra="forbid")

    title: Title = None
    description: str | None = Field(default=None, max_length=10_000)
    priority: Priority = None


class TaskRead(SQLModel):
    id: UUID
    title: str
    description: str | None
    completed: bool
    completed_at: Moment | None
    created_at: Moment
    updated_at: Moment
    revision: int
    priority: int
    due: dict | None
    start: str | None
    list_id: UUID | None
    labels: list
    recurrence: dict | None
    position: str


class TaskPage(SQLModel):
    items: list[TaskRead]
    next: str | None
