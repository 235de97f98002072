import asyncio
import json
import os
from uuid import uuid4

from aiokafka import AIOKafkaConsumer
from asyncpg import Connection, Pool

from relay import relay_outbox, wake_relay

INSTANCE = os.environ["INSTANCE"]


async def start(pool: Pool) -> None:
    await asyncio.gather(consume(pool), relay_outbox(pool, INSTANCE))


async def consume(pool: Pool) -> None:
    consumer = AIOKafkaConsumer(
        "shipping-commands",
        bootstrap_servers="broker:9092",
        group_id="shipping",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for message in consumer:
            order = json.loads(message.value)
            async with pool.acquire() as connection, connection.transaction():
                await ship(connection, order)
            wake_relay()
            await consumer.commit()


async def ship(connection: Connection, order: dict) -> None:
    # one parcel for each order
    await connection.execute(
        """INSERT INTO parcels (order_id, customer, sku) VALUES ($1, $2, $3)
           ON CONFLICT (order_id) DO NOTHING""",
        order["id"], order["customer"], order["sku"],
    )

    # say so to the saga, and to whoever counts the shelf
    for topic in ["order-replies", "shipments"]:
        await connection.execute(
            """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
               VALUES ($1, $2, $3, 'ParcelShipped', $4, $5)""",
            uuid4(), topic, str(order["id"]),
            json.dumps({"id": order["id"], "sku": order["sku"]}), INSTANCE,
        )
