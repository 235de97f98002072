from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="shipping", max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/labels", status_code=201)
async def print_label(request: Request) -> dict:
    body = await request.json()

    # print the label
    await request.app.state.pool.execute(
        """INSERT INTO labels (order_id, name, city) VALUES ($1, $2, $3)
           ON CONFLICT (order_id) DO UPDATE SET city = excluded.city""",
        body["order"], body["name"], body["city"],
    )
    return {"order_id": body["order"], "name": body["name"], "city": body["city"]}
