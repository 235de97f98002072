import asyncio
from contextlib import suppress

from aiokafka import AIOKafkaProducer
from asyncpg import Pool

LOOK_EVERY_SECONDS = 0.050

called = asyncio.Event()


# Called after a commit, so that what it put into the outbox does not wait for the next look.
def wake_relay() -> None:
    called.set()


async def relay_outbox(pool: Pool) -> None:
    async with AIOKafkaProducer(bootstrap_servers="broker:9092", acks="all") as producer:
        while True:
            called.clear()

            # read what can no longer be overtaken
            rows = await pool.fetch(
                """SELECT id, aggregatetype, aggregateid, type, payload
                     FROM outbox
                    WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())
                    ORDER BY transaction_id, position
                    LIMIT 10"""
            )

            for row in rows:
                # publish it
                await producer.send_and_wait(
                    row["aggregatetype"],
                    key=row["aggregateid"].encode(),
                    value=row["payload"].encode(),
                    headers=[("id", str(row["id"]).encode()), ("type", row["type"].encode())],
                )

                # take it out of the outbox
                await pool.execute("DELETE FROM outbox WHERE id = $1", row["id"])

            # wait for more
            if not rows:
                with suppress(TimeoutError):
                    await asyncio.wait_for(called.wait(), LOOK_EVERY_SECONDS)
