from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, HTTPException, Request


# Version 2 of this service calls the column what it is. Both versions are in this file.
@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="users", max_size=4) as pool:
        app.state.pool = pool
        # see which version the table is at
        renamed = await pool.fetchval(
            """SELECT true FROM information_schema.columns
                WHERE table_name = 'users' AND column_name = 'full_name'"""
        )
        app.state.name_column = "full_name" if renamed else "name"
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/deploys")
async def deploy(request: Request) -> None:
    if request.app.state.name_column == "full_name":
        return

    # rename the column
    await request.app.state.pool.execute("ALTER TABLE users RENAME COLUMN name TO full_name")
    request.app.state.name_column = "full_name"


@app.get("/users/{user_id}")
async def read_profile(user_id: int, request: Request) -> dict:
    name_column = request.app.state.name_column

    # read the profile
    user = await request.app.state.pool.fetchrow(
        f"SELECT id, {name_column} AS name, city FROM users WHERE id = $1", user_id
    )
    if user is None:
        raise HTTPException(404)
    return dict(user)


@app.delete("/users/{user_id}", status_code=204)
async def delete_user(user_id: int, request: Request) -> None:
    try:
        # delete the user
        deleted = await request.app.state.pool.fetchval(
            "DELETE FROM users WHERE id = $1 RETURNING true", user_id
        )
    except asyncpg.ForeignKeyViolationError as error:
        raise HTTPException(409) from error
    if not deleted:
        raise HTTPException(404)
