from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="provider", max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


# Somebody else's service: it answers the same key with the same answer.
@app.post("/charges", status_code=201)
async def charge(request: Request, response: Response) -> dict:
    body = await request.json()
    pool = request.app.state.pool

    await pool.execute(
        """INSERT INTO charges (key, order_id, cents, card, state) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (key) DO NOTHING""",
        body["key"], body["order"], body["cents"], body["card"],
        "refused" if body["card"] == "refused" else "captured",
    )
    state = await pool.fetchval("SELECT state FROM charges WHERE key = $1", body["key"])
    if state == "refused":
        response.status_code = 402
    return {"key": body["key"], "state": state}


# What has been given back is not given back again, so a refund needs no key.
@app.post("/refunds", status_code=201)
async def refund(request: Request, response: Response) -> dict:
    body = await request.json()
    refunded = await request.app.state.pool.fetch(
        """UPDATE charges SET state = 'refunded'
            WHERE order_id = $1 AND state IN ('captured', 'refunded') AND card <> 'disputed'
            RETURNING key""",
        body["order"],
    )
    if not refunded:
        response.status_code = 409
    return {"order": body["order"]}
