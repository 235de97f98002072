from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from aiohttp import ClientSession, ClientTimeout
from asyncpg import Pool
from fastapi import FastAPI, Request, Response

from answer import answered
from payment import charge
from shelf import read, write
from transaction import buy_at_once, place


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with (
        asyncpg.create_pool(database="checkout", max_size=4) as pool,
        ClientSession(timeout=ClientTimeout(total=0.5)) as client,
    ):
        app.state.pool, app.state.client = pool, client
        yield


app = FastAPI(lifespan=lifespan)


# Three steps of a saga, for an order that is small enough to be left to one.
@app.post("/orders/{order_id}/read")
async def read_step(order_id: int, request: Request, response: Response) -> dict:
    order = {**await request.json(), "id": order_id}
    return answered(await read(request.app.state.pool, order), response)


@app.post("/orders/{order_id}/write")
async def write_step(order_id: int, request: Request, response: Response) -> dict:
    pool = request.app.state.pool
    above = await is_above(pool, order_id)
    if above is None:
        return answered(None, response)
    return answered(await (place if above else write)(pool, order_id), response)


@app.post("/orders/{order_id}/charge")
async def charge_step(order_id: int, request: Request, response: Response) -> dict:
    pool, client = request.app.state.pool, request.app.state.client
    card = (await request.json())["card"]
    above = await is_above(pool, order_id)
    if above is None:
        return answered(None, response)
    pay = buy_at_once if above else charge
    return answered(await pay(pool, client, order_id, card), response)


async def is_above(pool: Pool, order_id: int) -> bool | None:
    # compare it with the limit
    return await pool.fetchval(
        "SELECT o.cents > r.limit_cents FROM orders o, rules r WHERE o.id = $1", order_id
    )
