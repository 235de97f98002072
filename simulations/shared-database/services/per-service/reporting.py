import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from asyncpg import Pool
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="reporting", max_size=12) as pool:
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


# What was sold is a copy: last night's export of the orders.
async def revenue_of(pool: Pool, month: int) -> list[dict]:
    async with pool.acquire() as connection, connection.transaction():
        # add up what customers spent
        rows = await connection.fetch(
            """SELECT month, customer_name AS name, sum(cents)::int AS cents
                 FROM sales
                WHERE month = $1
                GROUP BY month, customer_name
                ORDER BY customer_name""",
            month,
        )

        # write the page
        await asyncio.sleep(0.060)
        return [dict(row) for row in rows]
