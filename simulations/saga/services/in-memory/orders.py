import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from asyncpg import Pool
from fastapi import FastAPI, Request, Response

import saga


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with (
        asyncpg.create_pool(database="orders", max_size=4) as pool,
        AIOKafkaProducer(bootstrap_servers="broker:9092", acks="all") as producer,
    ):
        app.state.pool, app.state.producer = pool, producer
        work = asyncio.create_task(start(pool, producer))
        yield
        work.cancel()


app = FastAPI(lifespan=lifespan)

log = logging.getLogger("orders")

TRY_AGAIN_SECONDS = 0.050
WISHES = ["CancelOrder", "RetryRefund", "PaidByHand"]

# Where each saga stands is known to this process alone.
sagas: dict[int, saga.Saga] = {}


@app.post("/orders", status_code=202)
async def place_order(request: Request) -> dict:
    order = await request.json()
    pool, producer = request.app.state.pool, request.app.state.producer

    # store the order
    await pool.execute(
        """INSERT INTO orders (id, customer, sku, cents, card)
           VALUES ($1, $2, $3, $4, $5)""",
        order["id"], order["customer"], order["sku"], order["cents"], order["card"],
    )

    # begin its saga
    sagas[order["id"]], actions = saga.begin()
    await carry_out(pool, producer, order["id"], actions)

    # answer the customer
    return {"id": order["id"]}


@app.post("/orders/{order_id}/events", status_code=202)
async def hear_wish(order_id: int, request: Request, response: Response) -> dict:
    event = (await request.json())["event"]
    if event not in WISHES:
        response.status_code = 400
        return {"id": order_id}

    # tell the saga what a person wants
    moved = await advance(request.app.state.pool, request.app.state.producer, order_id, event)

    if not moved:
        response.status_code = 409
    return {"id": order_id}


# What a message could not do was not committed, so it is handed out again.
async def start(pool: Pool, producer: AIOKafkaProducer) -> None:
    while True:
        try:
            await handle_messages(pool, producer)
        except Exception:
            log.exception("a message could not be handled yet")
            await asyncio.sleep(TRY_AGAIN_SECONDS)


async def handle_messages(pool: Pool, producer: AIOKafkaProducer) -> None:
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
            await advance(pool, producer, int(message.key), event)
            await consumer.commit()


async def advance(pool: Pool, producer: AIOKafkaProducer, order_id: int, event: str) -> bool:
    # look up where the saga stands
    before = sagas.get(order_id)
    step = saga.transition(before, event) if before else None
    if step is None:
        return False

    # remember its new state
    sagas[order_id], actions = step
    await carry_out(pool, producer, order_id, actions)
    return True


async def carry_out(
    pool: Pool, producer: AIOKafkaProducer, order_id: int, actions: list[saga.Action]
) -> None:
    for action in actions:
        order = await pool.fetchrow("SELECT * FROM orders WHERE id = $1", order_id)

        match action:
            case saga.Send(to, command):
                # send the command
                await producer.send_and_wait(
                    to,
                    key=str(order_id).encode(),
                    value=json.dumps(dict(order)).encode(),
                    headers=[("type", command.encode())],
                )
            case saga.Settle(state):
                # tell the order how it ended
                await pool.execute("UPDATE orders SET state = $2 WHERE id = $1", order_id, state)
            case saga.PayBack():
                # note that a person gave the money back
                await pool.execute("UPDATE orders SET paid_back = true WHERE id = $1", order_id)
