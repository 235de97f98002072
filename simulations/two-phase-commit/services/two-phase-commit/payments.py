from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request, Response

from decisions import quoted
from decisions import router as decisions


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="payments", max_size=4) as pool:
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

        # take the money
        taken = await connection.fetchval(
            """UPDATE accounts SET cents = cents - $2
                WHERE customer = $1 AND cents >= $2 RETURNING true""",
            order["customer"], order["cents"],
        )
        if not taken:
            await connection.execute("ROLLBACK")
            response.status_code = 409
            return {"vote": "no"}

        # note the charge
        await connection.execute(
            "INSERT INTO charges (order_id, customer, cents) VALUES ($1, $2, $3)",
            order["id"], order["customer"], order["cents"],
        )

        # prepare: from here on it keeps its word, and its locks
        await connection.execute(f"PREPARE TRANSACTION {quoted(order['gid'])}")

    # vote
    return {"vote": "yes"}
