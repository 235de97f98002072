import asyncio
import json
import logging
import os
from uuid import UUID, uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer
from asyncpg import Connection, Pool

from relay import relay_outbox, wake_relay

log = logging.getLogger("inventory")

INSTANCE = os.environ["INSTANCE"]
TRY_AGAIN_SECONDS = 0.050
UNDOING = ["CardRefused", "CardRefunded", "ChargeCancelled", "OrderPaidByHand"]


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
        "orders", "payments", "shipments",
        bootstrap_servers="broker:9092",
        group_id="inventory",
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

                if claimed:
                    await act(connection, order, headers["type"])
            wake_relay()
            await consumer.commit()


async def act(connection: Connection, order: dict, event: str) -> None:
    if event == "OrderPlaced":
        await reserve(connection, order)
    if event in UNDOING:
        await release(connection, order)
    if event == "ParcelShipped":
        await hand_over(connection, order)


async def reserve(connection: Connection, order: dict) -> None:
    # claim the step: the order's row is there once, whatever came first
    claimed = await connection.fetchval(
        """INSERT INTO reservations (order_id, sku, state) VALUES ($1, $2, 'held')
           ON CONFLICT (order_id) DO NOTHING RETURNING true""",
        order["id"], order["sku"],
    )
    if not claimed:
        return

    # take one off the shelf
    taken = await connection.fetchval(
        """UPDATE stock SET on_hand = on_hand - 1, held = held + 1
            WHERE sku = $1 AND on_hand > 0 RETURNING true""",
        order["sku"],
    )
    if taken:
        return await announce(connection, order, "StockReserved")
    await connection.execute(
        "UPDATE reservations SET state = 'refused' WHERE order_id = $1", order["id"]
    )
    await announce(connection, order, "StockRefused")


async def release(connection: Connection, order: dict) -> None:
    state = await connection.fetchval(
        "SELECT state FROM reservations WHERE order_id = $1 FOR UPDATE", order["id"]
    )

    # put it back on the shelf
    if state == "held":
        await connection.execute(
            "UPDATE stock SET on_hand = on_hand + 1, held = held - 1 WHERE sku = $1", order["sku"]
        )

    # leave a tombstone, also where nothing was held: a late reservation will find it
    await connection.execute(
        """INSERT INTO reservations (order_id, sku, state) VALUES ($1, $2, 'released')
           ON CONFLICT (order_id) DO UPDATE SET state = 'released'""",
        order["id"], order["sku"],
    )
    await announce(connection, order, "StockReleased")


async def hand_over(connection: Connection, order: dict) -> None:
    # what was held has left the house
    left = await connection.fetchval(
        """UPDATE reservations SET state = 'shipped'
            WHERE order_id = $1 AND state = 'held' RETURNING true""",
        order["id"],
    )
    if left:
        await connection.execute(
            "UPDATE stock SET held = held - 1, shipped = shipped + 1 WHERE sku = $1", order["sku"]
        )


async def announce(connection: Connection, order: dict, event: str) -> None:
    # announce it in the same transaction
    await connection.execute(
        """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
           VALUES ($1, 'inventory', $2, $3, $4, $5)""",
        uuid4(), str(order["id"]), event, json.dumps(order), INSTANCE,
    )


async def main() -> None:
    async with asyncpg.create_pool(database="inventory", max_size=4) as pool:
        await start(pool)


# An error outside of a message ends this process and its supervisor starts it again.
# It keeps nothing in memory: its database and the broker say how far it was.
if __name__ == "__main__":
    asyncio.run(main())
