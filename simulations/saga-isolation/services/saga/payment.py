from aiohttp import ClientSession
from asyncpg import Pool

from shelf import confirm, find, put_back


async def charge(pool: Pool, client: ClientSession, order_id: int, card: str) -> str | None:
    order = await find(pool, order_id)
    if order is None or order["state"] != "taken":
        return order["state"] if order else None

    # charge the card
    asked = {"key": f"order-{order_id}", "cents": order["cents"], "card": card}
    async with client.post("http://provider/charges", json=asked) as answer:
        paid = answer.ok

    # confirm it, or undo what was written
    return await confirm(pool, order_id) if paid else await put_back(pool, order_id)
