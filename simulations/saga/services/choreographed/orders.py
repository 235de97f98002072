import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer
from asyncpg import Connection, Pool
from fastapi import FastAPI, Request, Response

from relay import relay_outbox, wake_relay


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database="orders", max_size=4) as pool:
        app.state.pool = pool
        work = asyncio.create_task(start(pool))
        work.add_done_callback(end_process)
        yield
        work.cancel()


def end_process(work: asyncio.Task) -> None:
    """An error in start() ends this process, and its supervisor starts both again."""
    if not work.cancelled() and work.exception():
        log.critical("start() has failed", exc_info=work.exception())
        signal.raise_signal(signal.SIGTERM)


app = FastAPI(lifespan=lifespan)

log = logging.getLogger("orders")

INSTANCE = os.environ["INSTANCE"]
TRY_AGAIN_SECONDS = 0.050

# What a person may want, the state in which it makes sense, and how it is announced.
WISHES = {
    "CancelOrder": ("pending", "OrderCancelRequested"),
    "RetryRefund": ("parked", "RefundRetryRequested"),
    "PaidByHand": ("parked", "OrderPaidByHand"),
}

# How an order ends is known by what the others announce.
OUTCOMES = {
    "StockRefused": "cancelled",
    "StockReleased": "cancelled",
    "ParcelShipped": "confirmed",
    "RefundRefused": "parked",
}


@app.post("/orders", status_code=202)
async def place_order(request: Request) -> dict:
    order = await request.json()
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # store the order
        await connection.execute(
            """INSERT INTO orders (id, customer, sku, cents, card)
               VALUES ($1, $2, $3, $4, $5)""",
            order["id"], order["customer"], order["sku"], order["cents"], order["card"],
        )
        await announce(connection, order["id"], "OrderPlaced")
    wake_relay()

    # answer the customer
    return {"id": order["id"]}


@app.post("/orders/{order_id}/events", status_code=202)
async def hear_wish(order_id: int, request: Request, response: Response) -> dict:
    wish = (await request.json())["event"]
    pool = request.app.state.pool
    if wish not in WISHES:
        response.status_code = 400
        return {"id": order_id}
    state, event = WISHES[wish]

    async with pool.acquire() as connection, connection.transaction():
        # see whether it is not too late: what was parked is under way again, and hears one wish at a time
        heard = await connection.fetchval(
            """UPDATE orders SET state = 'pending', paid_back = paid_back OR $3
                WHERE id = $1 AND state = $2 RETURNING true""",
            order_id, state, wish == "PaidByHand",
        )
        if heard:
            await announce(connection, order_id, event)
    wake_relay()

    if not heard:
        response.status_code = 409
    return {"id": order_id}


async def start(pool: Pool) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(consume(pool))
        group.create_task(relay_outbox(pool, INSTANCE))


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
        "inventory", "payments", "shipments",
        bootstrap_servers="broker:9092",
        group_id="orders",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for message in consumer:
            headers = {name: value.decode() for name, value in message.headers}
            order_id = int(message.key)

            async with pool.acquire() as connection, connection.transaction():
                # write it into the saga log, once
                written = await connection.fetchval(
                    """INSERT INTO saga_log (message_id, order_id, event) VALUES ($1, $2, $3)
                       ON CONFLICT (message_id) DO NOTHING RETURNING true""",
                    UUID(headers["id"]), order_id, headers["type"],
                )

                # note how the order ended, once
                state = OUTCOMES.get(headers["type"])
                if written and state:
                    await connection.execute(
                        "UPDATE orders SET state = $2 WHERE id = $1 AND state = 'pending'",
                        order_id, state,
                    )

            await consumer.commit()


async def announce(connection: Connection, order_id: int, event: str) -> None:
    # announce it in the same transaction
    await connection.execute(
        """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
           SELECT $1, 'orders', id::text, $2, to_jsonb(orders) - 'state', $3
             FROM orders WHERE id = $4""",
        uuid4(), event, INSTANCE, order_id,
    )
