import asyncio
import json
import os
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer
from asyncpg import Connection, Pool

from relay import relay_outbox, wake_relay

INSTANCE = os.environ["INSTANCE"]


async def start(pool: Pool) -> None:
    await asyncio.gather(consume(pool), relay_outbox(pool, INSTANCE))


async def consume(pool: Pool) -> None:
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
