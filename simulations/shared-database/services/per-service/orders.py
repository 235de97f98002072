from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="orders", max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/orders", status_code=201)
async def place_order(request: Request) -> dict:
    order = await request.json()

    # store the order
    await request.app.state.pool.execute(
        "INSERT INTO orders (id, user_id, customer_name, cents) VALUES ($1, $2, $3, $4)",
        order["id"], order["user"], order["name"], order["cents"],
    )
    return {"id": order["id"], "thanks": order["name"]}
