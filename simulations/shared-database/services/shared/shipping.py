from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, HTTPException, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="orders", max_size=4) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/labels", status_code=201)
async def print_label(request: Request) -> dict:
    body = await request.json()

    # print the label
    label = await request.app.state.pool.fetchrow(
        """INSERT INTO labels (order_id, name, city)
           SELECT orders.id, users.name, users.city
             FROM orders JOIN users ON users.id = orders.user_id
            WHERE orders.id = $1
           ON CONFLICT (order_id) DO UPDATE SET city = excluded.city
           RETURNING order_id, name, city""",
        body["order"],
    )
    if label is None:
        raise HTTPException(404)
    return dict(label)
