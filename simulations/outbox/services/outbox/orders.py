import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

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
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # store the order
        await connection.execute(
            "INSERT INTO orders (id, customer, item, cents) VALUES ($1, $2, $3, $4)",
            order["id"], order["customer"], order["item"], order["cents"],
        )

        # announce it
        await connection.execute(
            """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
               VALUES ($1, 'orders', $2, 'OrderPlaced', $3)""",
            uuid4(), str(order["id"]), json.dumps(order),
        )

    # answer the customer
    return {"id": order["id"]}
