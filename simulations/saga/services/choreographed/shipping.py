import asyncio
import json
import logging
import os
from uuid import UUID, uuid4

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
        "orders", "payments",
        bootstrap_servers="broker:9092",
        group_id="shipping",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for message in consumer:
            order = json.loads(message.value)
            headers = {name: value.decode() for name, value in message.headers}
            async with pool.acquire() as connection, connection.transaction():
                # claim the message
                claimed = await connection.fetchval(
                    """INSERT INTO inbox (message_id) VALUES ($1)
                       ON CONFLICT (message_id) DO NOTHING RETURNING true""",
                    UUID(headers["id"]),
                )

                if claimed and headers["type"] == "CardCharged":
                    await settle(connection, order, "shipped", "ParcelShipped")
                if claimed and headers["type"] == "OrderCancelRequested":
                    await settle(connection, order, "cancelled", "ShipmentCancelled")
            wake_relay()
            await consumer.commit()


# Shipped or cancelled, whichever comes first: this row decides, and nothing comes after it.
async def settle(connection: Connection, order: dict, state: str, event: str) -> None:
    decided = await connection.fetchval(
        """INSERT INTO parcels (order_id, customer, sku, state) VALUES ($1, $2, $3, $4)
           ON CONFLICT (order_id) DO NOTHING RETURNING true""",
        order["id"], order["customer"], order["sku"], state,
    )
    if not decided:
        return

    # announce it in the same transaction
    await connection.execute(
        """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
           VALUES ($1, 'shipments', $2, $3, $4, $5)""",
        uuid4(), str(order["id"]), event, json.dumps(order), INSTANCE,
    )


async def main() -> None:
    async with asyncpg.create_pool(database="shipping", max_size=4) as pool:
        await start(pool)


# An error outside of a message ends this process and its supervisor starts it again.
# It keeps nothing in memory: its database and the broker say how far it was.
if __name__ == "__main__":
    asyncio.run(main())
