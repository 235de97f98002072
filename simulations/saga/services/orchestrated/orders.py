import asyncio
import json
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer
from asyncpg import Connection, Pool
from fastapi import FastAPI, Request, Response

import saga
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
WISHES = ["CancelOrder", "RetryRefund", "PaidByHand"]
REMIND_EVERY_SECONDS = 0.050


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

        # begin its saga
        begun, actions = saga.begin()
        await connection.execute(
            """INSERT INTO sagas (order_id, state, context, last_event)
               VALUES ($1, $2, $3, 'OrderPlaced')""",
            order["id"], begun.state, json.dumps({"cancelled": begun.cancelled}),
        )
        await write_down(connection, order["id"], actions)
    wake_relay()

    # answer the customer
    return {"id": order["id"]}


@app.post("/orders/{order_id}/events", status_code=202)
async def hear_wish(order_id: int, request: Request, response: Response) -> dict:
    event = (await request.json())["event"]
    pool = request.app.state.pool
    if event not in WISHES:
        response.status_code = 400
        return {"id": order_id}

    # tell the saga what a person wants
    async with pool.acquire() as connection, connection.transaction():
        moved = await advance(connection, order_id, event)
    wake_relay()

    if not moved:
        response.status_code = 409
    return {"id": order_id}


async def start(pool: Pool) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(consume(pool))
        group.create_task(relay_outbox(pool, INSTANCE))
        group.create_task(remind(pool))


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
        "order-replies",
        bootstrap_servers="broker:9092",
        group_id="orders",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for message in consumer:
            event = dict(message.headers)["type"].decode()
            async with pool.acquire() as connection, connection.transaction():
                await advance(connection, int(message.key), event)
            wake_relay()
            await consumer.commit()


# One instance may have died with a saga in its hands: any other goes on with it.
async def remind(pool: Pool) -> None:
    while True:
        await asyncio.sleep(REMIND_EVERY_SECONDS)

        # find a saga that has waited too long
        order_id = await pool.fetchval(
            "SELECT order_id FROM sagas WHERE due_at <= now() ORDER BY due_at LIMIT 1"
        )

        # ask once more
        if order_id is not None:
            async with pool.acquire() as connection, connection.transaction():
                await advance(connection, order_id, "Timeout")
            wake_relay()


async def advance(connection: Connection, order_id: int, event: str) -> bool:
    # read where the saga stands
    row = await connection.fetchrow(
        "SELECT state, context, due_at <= now() AS due FROM sagas WHERE order_id = $1 FOR UPDATE",
        order_id,
    )
    if row is None:
        return False
    before = saga.Saga(row["state"], **json.loads(row["context"]))

    # an answer that comes twice, or too late, changes nothing; nor does a reminder that another gave
    step = saga.transition(before, event)
    if step is None or (event == "Timeout" and not row["due"]):
        return False

    # save its new state, and what is to be done, together
    after, actions = step
    await connection.execute(
        """UPDATE sagas
              SET state = $2, context = $3, last_event = $4,
                  attempt = CASE WHEN state = $2 THEN attempt + 1 ELSE 0 END,
                  due_at = CASE WHEN $5 THEN
                    now() + interval '150 ms'
                      * power(2, CASE WHEN state = $2 THEN least(attempt + 1, 5) ELSE 0 END)
                  END
            WHERE order_id = $1""",
        order_id, after.state, json.dumps({"cancelled": after.cancelled}), event,
        after.state not in saga.FINAL and after.state != "parked",
    )
    await write_down(connection, order_id, actions)
    return True


async def write_down(connection: Connection, order_id: int, actions: list[saga.Action]) -> None:
    for action in actions:
        match action:
            case saga.Send(to, command):
                # put the command into the outbox
                await connection.execute(
                    """INSERT INTO outbox
                              (id, aggregatetype, aggregateid, type, payload, written_by)
                       SELECT $1, $2, id::text, $3, to_jsonb(orders) - 'state', $4
                         FROM orders WHERE id = $5""",
                    uuid4(), to, command, INSTANCE, order_id,
                )
            case saga.Settle(state):
                # tell the order how it ended
                await connection.execute(
                    "UPDATE orders SET state = $2 WHERE id = $1", order_id, state
                )
            case saga.PayBack():
                # note that a person gave the money back
                await connection.execute(
                    "UPDATE orders SET paid_back = true WHERE id = $1", order_id
                )
