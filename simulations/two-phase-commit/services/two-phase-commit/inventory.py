from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request, Response

from decisions import quoted
from decisions import router as decisions


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="inventory", max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)
app.include_router(decisions)


@app.post("/prepare")
async def prepare(request: Request, response: Response) -> dict:
    order = await request.json()

    async with request.app.state.pool.acquire() as connection:
        # asyncpg would end its own transaction blocks, so this one is begun by hand;
        # the pool rolls back what an error leaves open
        await connection.execute("BEGIN")

        # take the stock
        taken = await connection.fetchval(
            """UPDATE stock SET on_hand = on_hand - $2
                WHERE article = $1 AND on_hand >= $2 RETURNING true""",
            order["article"], order["quantity"],
        )
        if not taken:
            await connection.execute("ROLLBACK")
            response.status_code = 409
            return {"vote": "no"}

        # reserve it
        await connection.execute(
            "INSERT INTO reservations (order_id, article, quantity) VALUES ($1, $2, $3)",
            order["id"], order["article"], order["quantity"],
        )

        # prepare: from here on it keeps its word, and its locks
        await connection.execute(f"PREPARE TRANSACTION {quoted(order['gid'])}")

    # vote
    return {"vote": "yes"}


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
