import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="orders", max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)

ANNOUNCEMENT = """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
                  VALUES ($1, 'orders', $2, $3, $4)"""


@app.post("/orders", status_code=201)
async def place_order(request: Request) -> dict:
    order = await request.json()
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # store the order
        await connection.execute(
            "INSERT INTO orders (id, customer, item) VALUES ($1, $2, $3)",
            order["id"], order["customer"], order["item"],
        )

        # announce the order
        await connection.execute(
            ANNOUNCEMENT, uuid4(), str(order["id"]), "OrderPlaced", json.dumps(order)
        )

    return {"id": order["id"]}


@app.post("/orders/{order_id}/cancel")
async def cancel_order(order_id: int, request: Request, response: Response) -> dict:
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # cancel the order: its row is locked before the outbox gets one
        cancelled = await connection.fetchval(
            """UPDATE orders SET state = 'cancelled'
                WHERE id = $1 AND state = 'placed' RETURNING true""",
            order_id,
        )

        # announce the cancellation
        if cancelled:
            await connection.execute(
                ANNOUNCEMENT, uuid4(), str(order_id), "OrderCancelled", json.dumps({"id": order_id})
            )

    if not cancelled:
        response.status_code = 409
    return {"id": order_id}
