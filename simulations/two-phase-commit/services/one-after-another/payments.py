from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="payments", max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/orders", status_code=201)
async def charge(request: Request, response: Response) -> dict:
    order = await request.json()
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # take the money
        taken = await connection.fetchval(
            """UPDATE accounts SET cents = cents - $2
                WHERE customer = $1 AND cents >= $2 RETURNING true""",
            order["customer"], order["cents"],
        )

        # note the charge
        if taken:
            await connection.execute(
                "INSERT INTO charges (order_id, customer, cents) VALUES ($1, $2, $3)",
                order["id"], order["customer"], order["cents"],
            )

    if not taken:
        response.status_code = 409
    return {"id": order["id"]}
