import asyncio
import json
import logging
import os
from uuid import UUID, uuid4

import asyncpg
from aiohttp import ClientError, ClientSession, ClientTimeout
from aiokafka import AIOKafkaConsumer
from asyncpg import Connection, Pool

from relay import relay_outbox, wake_relay

log = logging.getLogger("payments")

INSTANCE = os.environ["INSTANCE"]
TRY_AGAIN_SECONDS = 0.050


async def start(pool: Pool) -> None:
    async with ClientSession(timeout=ClientTimeout(total=0.5)) as client:
        async with asyncio.TaskGroup() as group:
            group.create_task(consume(pool, client))
            group.create_task(relay_outbox(pool, INSTANCE))


# What a message could not do was not committed, so it is handed out again.
async def consume(pool: Pool, client: ClientSession) -> None:
    while True:
        try:
            await handle_messages(pool, client)
        except Exception:
            log.exception("a message could not be handled yet")
            await asyncio.sleep(TRY_AGAIN_SECONDS)


async def handle_messages(pool: Pool, client: ClientSession) -> None:
    consumer = AIOKafkaConsumer(
        "orders",
        "inventory",
        "shipments",
        bootstrap_servers="broker:9092",
        group_id="payments",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for message in consumer:
            order = json.loads(message.value)
            headers = {name: value.decode() for name, value in message.headers}
            message_id = UUID(headers["id"])
            if headers["type"] == "StockReserved":
                await charge(pool, client, message_id, order)
            if headers["type"] == "ShipmentCancelled":
                await cancel(pool, client, message_id, order)
            if headers["type"] == "RefundRetryRequested":
                await refund(pool, client, message_id, order)
            await consumer.commit()


async def charge(
    pool: Pool, client: ClientSession, message_id: UUID, order: dict
) -> None:
    # note what we are about to do: a cancellation that comes first has left a tombstone here
    await pool.execute(
        """INSERT INTO charges (order_id, state) VALUES ($1, 'asked')
           ON CONFLICT (order_id) DO NOTHING""",
        order["id"],
    )
    state = await pool.fetchval("SELECT state FROM charges WHERE order_id = $1", order["id"])
    if state != "asked":
        return

    charged = await ask_to_charge(client, order)
    event, state = ("CardCharged", "charged") if charged else ("CardRefused", "refused")
    await keep(pool, message_id, order, event, state)


async def cancel(
    pool: Pool, client: ClientSession, message_id: UUID, order: dict
) -> None:
    # leave a tombstone where nothing was charged
    tombstone = await pool.fetchval(
        """INSERT INTO charges (order_id, state) VALUES ($1, 'cancelled')
           ON CONFLICT (order_id) DO NOTHING RETURNING true""",
        order["id"],
    )
    state = await pool.fetchval("SELECT state FROM charges WHERE order_id = $1", order["id"])
    if tombstone or state == "cancelled":
        return await keep(pool, message_id, order, "ChargeCancelled", "cancelled")

    # a charge that was asked for may have been made: find out
    if state == "asked" and not await ask_to_charge(client, order):
        return await keep(pool, message_id, order, "CardRefused", "refused")
    if state in ("asked", "charged"):
        await refund(pool, client, message_id, order)


async def refund(
    pool: Pool, client: ClientSession, message_id: UUID, order: dict
) -> None:
    # give the money back
    refunded = await ask(client, "/refunds", {"order": order["id"]})
    event, state = ("CardRefunded", "refunded") if refunded else ("RefundRefused", "disputed")
    await keep(pool, message_id, order, event, state)


async def ask_to_charge(client: ClientSession, order: dict) -> bool:
    # ask the provider; the key is the order's, however often we ask
    body = {"key": f"{order['id']}-charge", "order": order["id"]}
    return await ask(client, "/charges", body | {"cents": order["cents"], "card": order["card"]})


async def ask(client: ClientSession, path: str, body: dict) -> bool:
    wait_seconds = 0.020
    while True:
        try:
            # send the request
            async with client.post(f"http://provider{path}", json=body) as answer:
                if answer.status < 500:
                    return answer.ok
        except (ClientError, asyncio.TimeoutError):
            # no answer is no refusal: the money may have moved
            pass

        # wait, then ask the same again
        await asyncio.sleep(wait_seconds)
        wait_seconds = min(wait_seconds * 2, 0.320)


async def keep(
    pool: Pool, message_id: UUID, order: dict, event: str, state: str
) -> None:
    async with pool.acquire() as connection, connection.transaction():
        # claim the message
        claimed = await connection.fetchval(
            """INSERT INTO inbox (message_id) VALUES ($1)
               ON CONFLICT (message_id) DO NOTHING RETURNING true""",
            message_id,
        )
        if claimed:
            # keep what the provider said
            await connection.execute(
                "UPDATE charges SET state = $2 WHERE order_id = $1", order["id"], state
            )
            await announce(connection, order, event)
    wake_relay()


async def announce(connection: Connection, order: dict, event: str) -> None:
    # announce it in the same transaction
    await connection.execute(
        """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
           VALUES ($1, 'payments', $2, $3, $4, $5)""",
        uuid4(), str(order["id"]), event, json.dumps(order), INSTANCE,
    )


async def main() -> None:
    async with asyncpg.create_pool(database="payments", max_size=4) as pool:
        await start(pool)


# An error outside of a message ends this process and its supervisor starts it again.
# It keeps nothing in memory: its database and the broker say how far it was.
if __name__ == "__main__":
    asyncio.run(main())
