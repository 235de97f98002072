from aiohttp import ClientSession
from asyncpg import Pool

from shelf import cancel, find, take


async def charge(pool: Pool, client: ClientSession, order_id: int, card: str) -> str | None:
    order = await find(pool, order_id)
    if order is None or order["state"] != "ordered":
        return order["state"] if order else None

    # charge the card
    asked = {"key": f"order-{order_id}", "cents": order["cents"], "card": card}
    async with client.post("http://provider/charges", json=asked) as answer:
        paid = answer.ok

    # take the unit only now: nothing that follows can be refused
    return await take(pool, order_id) if paid else await cancel(pool, order_id)
