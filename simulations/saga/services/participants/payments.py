import asyncio
import json
import logging
import os
from uuid import uuid4

import asyncpg
from aiohttp import ClientError, ClientSession, ClientTimeout
from aiokafka import AIOKafkaConsumer
from asyncpg import Pool

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
        "payment-commands",
        bootstrap_servers="broker:9092",
        group_id="payments",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for message in consumer:
            order = json.loads(message.value)
            command = dict(message.headers)["type"].decode()
            if command == "ChargeCard":
                await charge(pool, client, order)
            else:
                await refund(pool, client, order)
            await consumer.commit()


async def charge(pool: Pool, client: ClientSession, order: dict) -> None:
    # ask the provider; the key is the order's, however often we ask
    body = {"key": f"{order['id']}-charge", "order": order["id"]}
    body |= {"cents": order["cents"], "card": order["card"]}
    charged = await ask(client, "/charges", body)
    event, state = ("CardCharged", "charged") if charged else ("CardRefused", "refused")
    await keep(pool, order["id"], event, state)


async def refund(pool: Pool, client: ClientSession, order: dict) -> None:
    # give the money back
    refunded = await ask(client, "/refunds", {"order": order["id"]})
    event, state = ("CardRefunded", "refunded") if refunded else ("RefundRefused", "disputed")
    await keep(pool, order["id"], event, state)


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


async def keep(pool: Pool, order_id: int, event: str, state: str) -> None:
    async with pool.acquire() as connection, connection.transaction():
        # keep what the provider said
        await connection.execute(
            """INSERT INTO charges (order_id, state) VALUES ($1, $2)
               ON CONFLICT (order_id) DO UPDATE SET state = $2""",
            order_id, state,
        )

        # answer through the outbox
        await connection.execute(
            """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
               VALUES ($1, 'order-replies', $2, $3, $4, $5)""",
            uuid4(), str(order_id), event, json.dumps({"id": order_id}), INSTANCE,
        )
    wake_relay()


async def main() -> None:
    async with asyncpg.create_pool(database="payments", max_size=4) as pool:
        await start(pool)


# An error outside of a message ends this process and its supervisor starts it again.
# It keeps nothing in memory: its database and the broker say how far it was.
if __name__ == "__main__":
    asyncio.run(main())
