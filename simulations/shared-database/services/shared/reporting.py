import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from asyncpg import Pool
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="orders", max_size=12) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)

MONTHS = range(1, 13)


@app.post("/reports")
async def run_report(request: Request) -> list[dict]:
    pool = request.app.state.pool

    # count all months at once
    lines = await asyncio.gather(*(revenue_of(pool, month) for month in MONTHS))
    return [line for month in lines for line in month]


# Each month has a connection of its own until its page is written.
async def revenue_of(pool: Pool, month: int) -> list[dict]:
    async with pool.acquire() as connection, connection.transaction():
        # add up what customers spent
        rows = await connection.fetch(
            """SELECT $1::int AS month, users.name, sum(orders.cents)::int AS cents
                 FROM orders JOIN users ON users.id = orders.user_id
                WHERE extract(month FROM orders.placed_at) = $1
                GROUP BY users.name
                ORDER BY users.name""",
            month,
        )

        # write the page
        await asyncio.sleep(0.060)
        return [dict(row) for row in rows]
