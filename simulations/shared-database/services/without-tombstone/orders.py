import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from aiokafka import AIOKafkaConsumer
from asyncpg import Pool
from fastapi import FastAPI, Request

log = logging.getLogger("orders")

TRY_AGAIN_SECONDS = 0.050


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="orders", max_size=4) as pool:
        app.state.pool = pool
        async with asyncio.TaskGroup() as group:
            consuming = group.create_task(consume(pool))
            yield
            consuming.cancel()


app = FastAPI(lifespan=lifespan)


@app.post("/orders", status_code=201)
async def place_order(request: Request) -> dict:
    order = await request.json()
    pool = request.app.state.pool

    # store the order
    await pool.execute(
        "INSERT INTO orders (id, user_id, customer_name, cents) VALUES ($1, $2, $3, $4)",
        order["id"], order["user"], order["name"], order["cents"],
    )
    return {"id": order["id"], "thanks": order["name"]}


# What a message could not do was not committed, so it is handed out again.
async def consume(pool: Pool) -> None:
    while True:
        try:
            await handle_messages(pool)
        except Exception:
            log.exception("a message could not be handled yet")
            await asyncio.sleep(TRY_AGAIN_SECONDS)


async def handle_messages(pool: Pool) -> None:
    consumer = AIOKafkaConsumer(
        "users",
        bootstrap_servers="broker:9092",
        group_id="orders",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for message in consumer:
            user_id = json.loads(message.value)["id"]

            # forget who ordered
            await pool.execute(
                """UPDATE orders
                      SET user_id = NULL, customer_name = 'deleted user', status = 'cancelled'
                    WHERE user_id = $1""",
                user_id,
            )
            await consumer.commit()
