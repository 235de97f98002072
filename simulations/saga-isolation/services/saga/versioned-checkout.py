import asyncio
import json
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from aiohttp import ClientError, ClientSession, ClientTimeout
from asyncpg import Pool, PostgresError
from fastapi import FastAPI, Request

from payment import charge
from shelf import read, write


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with (
        asyncpg.create_pool(database="checkout", max_size=4) as pool,
        ClientSession(timeout=ClientTimeout(total=0.5)) as client,
    ):
        app.state.pool, app.state.client = pool, client
        work = asyncio.create_task(start(pool, client))
        work.add_done_callback(end_process)
        yield
        work.cancel()


def end_process(work: asyncio.Task) -> None:
    """An error in start() ends this process, and its supervisor starts both again."""
    if not work.cancelled() and work.exception():
        log.critical("start() has failed", exc_info=work.exception())
        signal.raise_signal(signal.SIGTERM)


app = FastAPI(lifespan=lifespan)
log = logging.getLogger("checkout")

VERSIONS = {"read": 1, "write": 2, "charge": 3}
TRY_AGAIN_SECONDS = 0.020
FAILURES = (ClientError, asyncio.TimeoutError, PostgresError, OSError)

# An event loop holds its tasks by weak references only: without another they may vanish half-way.
under_way: set[asyncio.Task] = set()


# Three steps of a saga, in whatever order they come.
@app.post("/orders/{order_id}/{operation}", status_code=202)
async def step(order_id: int, operation: str, request: Request) -> dict:
    pool, client = request.app.state.pool, request.app.state.client

    # write it into the file
    await pool.execute(
        """INSERT INTO operations (order_id, version, operation, body) VALUES ($1, $2, $3, $4)
               ON CONFLICT DO NOTHING""",
        order_id, VERSIONS[operation], operation, (await request.body()).decode(),
    )

    # do whatever has its turn: this one, or none yet, or several
    return {"state": await go_on(pool, client, order_id)}


async def go_on(pool: Pool, client: ClientSession, order_id: int) -> str | None:
    """What is in the file is accepted.

    Where it cannot be done now, it is done later, and nobody waits for that.
    """
    try:
        return await do_in_order(pool, client, order_id)
    except FAILURES as error:
        # leave it to later
        log.warning("order %s cannot go on now: %s", order_id, error)
        task = asyncio.create_task(persist(pool, client, order_id))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        return None


async def do_in_order(pool: Pool, client: ClientSession, order_id: int) -> str | None:
    while True:
        # see how far the order is, and what the file has for it next
        following = await pool.fetchrow(
            """SELECT o.state, f.operation, f.body
                 FROM (SELECT (SELECT state FROM orders WHERE id = $1) AS state) o
                 LEFT JOIN operations f
                   ON f.order_id = $1
                  AND f.version = CASE WHEN o.state IS NULL THEN 1
                                       WHEN o.state = 'read' THEN 2
                                       WHEN o.state = 'taken' THEN 3 END""",
            order_id,
        )

        # do it
        match following["operation"]:
            case "read":
                await read(pool, {**json.loads(following["body"]), "id": order_id})
            case "write":
                await write(pool, order_id)
            case "charge":
                await charge(pool, client, order_id, json.loads(following["body"])["card"])
            case _:
                return following["state"]


# What stands in the file outlives a crash.
async def start(pool: Pool, client: ClientSession) -> None:
    # find the orders of the file
    rows = await pool.fetch("SELECT DISTINCT order_id FROM operations ORDER BY order_id")

    for row in rows:
        await persist(pool, client, row["order_id"])


async def persist(pool: Pool, client: ClientSession, order_id: int) -> None:
    while True:
        try:
            await do_in_order(pool, client, order_id)
            return
        except FAILURES as error:
            # try again later
            log.warning("order %s cannot go on yet: %s", order_id, error)
            await asyncio.sleep(TRY_AGAIN_SECONDS)
