import asyncio

import asyncpg
from aiokafka import AIOKafkaProducer

POLL_EVERY_SECONDS = 0.010


# Two of these run beside each other. What one has claimed the other skips.
async def main() -> None:
    connection = await asyncpg.connect(database="orders")
    async with AIOKafkaProducer(bootstrap_servers="broker:9092", acks="all") as producer:
        while True:
            async with connection.transaction():
                # claim the oldest that nobody has claimed
                rows = await connection.fetch(
                    """DELETE FROM outbox
                        WHERE id = (SELECT id
                                      FROM outbox
                                     ORDER BY position
                                     LIMIT 1
                                       FOR UPDATE SKIP LOCKED)
                       RETURNING id, aggregatetype, aggregateid, type, payload"""
                )

                for row in rows:
                    # publish it
                    await producer.send_and_wait(
                        row["aggregatetype"],
                        key=row["aggregateid"].encode(),
                        value=row["payload"].encode(),
                        headers=[("id", str(row["id"]).encode()), ("type", row["type"].encode())],
                    )

            # wait for more
            if not rows:
                await asyncio.sleep(POLL_EVERY_SECONDS)


if __name__ == "__main__":
    asyncio.run(main())
