import asyncio
import os
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer
from asyncpg import Connection, Pool
from fastapi import APIRouter, Request, Response

from relay import relay_outbox, wake_relay

router = APIRouter()

INSTANCE = os.environ["INSTANCE"]

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


@router.post("/orders", status_code=202)
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


@router.post("/orders/{order_id}/events", status_code=202)
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
    await asyncio.gather(consume(pool), relay_outbox(pool, INSTANCE))


async def consume(pool: Pool) -> None:
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
