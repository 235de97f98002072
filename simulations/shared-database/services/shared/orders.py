from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, HTTPException, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="orders", max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/orders", status_code=201)
async def place_order(request: Request) -> dict:
    order = await request.json()
    pool = request.app.state.pool

    # see who orders
    name = await pool.fetchval("SELECT name FROM users WHERE id = $1", order["user"])
    if name is None:
        raise HTTPException(404)

    # store the order
    await pool.execute(
        "INSERT INTO orders (id, user_id, cents) VALUES ($1, $2, $3)",
        order["id"], order["user"], order["cents"],
    )
    return {"id": order["id"], "thanks": name}
