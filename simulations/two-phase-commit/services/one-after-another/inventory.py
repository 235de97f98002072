from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="inventory", max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/orders", status_code=201)
async def reserve(request: Request, response: Response) -> dict:
    order = await request.json()
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # take the stock
        taken = await connection.fetchval(
            """UPDATE stock SET on_hand = on_hand - $2
                WHERE article = $1 AND on_hand >= $2 RETURNING true""",
            order["article"], order["quantity"],
        )

        # reserve it
        if taken:
            await connection.execute(
                "INSERT INTO reservations (order_id, article, quantity) VALUES ($1, $2, $3)",
                order["id"], order["article"], order["quantity"],
            )

    if not taken:
        response.status_code = 409
    return {"id": order["id"]}


@app.delete("/orders/{order_id}", status_code=204)
async def release(order_id: int, request: Request) -> None:
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # drop the reservation
        rows = await connection.fetch(
            "DELETE FROM reservations WHERE order_id = $1 RETURNING article, quantity",
            order_id,
        )

        # give the stock back
        for row in rows:
            await connection.execute(
                "UPDATE stock SET on_hand = on_hand + $2 WHERE article = $1",
                row["article"], row["quantity"],
            )


@app.post("/pick-ups")
async def put_aside(request: Request) -> Response:
    wish = await request.json()
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # take it off the shelf
        taken = await connection.fetchval(
            """UPDATE stock SET on_hand = on_hand - $2
                WHERE article = $1 AND on_hand >= $2 RETURNING true""",
            wish["article"], wish["quantity"],
        )

        # put it aside
        if taken:
            await connection.execute(
                "INSERT INTO pick_ups (customer, article, quantity) VALUES ($1, $2, $3)",
                wish["customer"], wish["article"], wish["quantity"],
            )

    return Response(status_code=201 if taken else 409)
