from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from aiohttp import ClientSession, ClientTimeout
from fastapi import FastAPI, Request, Response

from answer import answered
from payment import charge
from shelf import read, write


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with (
        asyncpg.create_pool(database="checkout", max_size=4) as pool,
        ClientSession(timeout=ClientTimeout(total=0.5)) as client,
    ):
        app.state.pool, app.state.client = pool, client
        yield


app = FastAPI(lifespan=lifespan)


# Three steps of a saga. Each commits for itself, and the next is asked for by its own request.
@app.post("/orders/{order_id}/read")
async def read_step(order_id: int, request: Request, response: Response) -> dict:
    order = {**await request.json(), "id": order_id}
    return answered(await read(request.app.state.pool, order), response)


@app.post("/orders/{order_id}/write")
async def write_step(order_id: int, request: Request, response: Response) -> dict:
    return answered(await write(request.app.state.pool, order_id), response)


@app.post("/orders/{order_id}/charge")
async def charge_step(order_id: int, request: Request, response: Response) -> dict:
    pool, client = request.app.state.pool, request.app.state.client
    card = (await request.json())["card"]
    return answered(await charge(pool, client, order_id, card), response)
