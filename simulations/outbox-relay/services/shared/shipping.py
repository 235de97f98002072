import asyncio
import json
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer

STATE_AFTER = {"OrderPlaced": "to pack", "OrderCancelled": "stopped"}


async def main() -> None:
    pool = await asyncpg.create_pool(database="shipping", max_size=4)
    consumer = AIOKafkaConsumer(
        "orders",
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
                       ON CONFLICT DO NOTHING RETURNING true""",
                    UUID(headers["id"]),
                )

                # follow the order
                if claimed:
                    await connection.execute(
                        """INSERT INTO parcels (order_id, state) VALUES ($1, $2)
                           ON CONFLICT (order_id) DO UPDATE SET state = excluded.state""",
                        order["id"], STATE_AFTER[headers["type"]],
                    )

            await consumer.commit()


if __name__ == "__main__":
    asyncio.run(main())
