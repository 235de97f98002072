import asyncio
import json
import logging
import os
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer
from asyncpg import Connection, Pool

from relay import relay_outbox, wake_relay

log = logging.getLogger("shipping")

INSTANCE = os.environ["INSTANCE"]
TRY_AGAIN_SECONDS = 0.050


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


async def main() -> None:
    async with asyncpg.create_pool(database="shipping", max_size=4) as pool:
        await start(pool)


# An error outside of a message ends this process and its supervisor starts it again.
# It keeps nothing in memory: its database and the broker say how far it was.
if __name__ == "__main__":
    asyncio.run(main())
