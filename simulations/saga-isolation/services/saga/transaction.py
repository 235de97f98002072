from aiohttp import ClientSession
from asyncpg import Pool


class CardRefused(Exception):
    pass


async def place(pool: Pool, order_id: int) -> str | None:
    # write the order; the shelf stays as it is
    return await pool.fetchval(
        """UPDATE orders SET state = 'ordered' WHERE id = $1 AND state = 'read'
           RETURNING state""",
        order_id,
    )


async def buy_at_once(pool: Pool, client: ClientSession, order_id: int, card: str) -> str | None:
    """One transaction, whose locks last until the provider has answered.

    Whoever wants the same shelf waits that long.
    """
    try:
        async with pool.acquire() as connection, connection.transaction():
            # read the shelf, and lock its row
            shelf = await connection.fetchrow(
                """SELECT s.on_hand, o.article, o.cents
                     FROM orders o
                     JOIN stock s ON s.article = o.article
                    WHERE o.id = $1 AND o.state = 'ordered'
                      FOR UPDATE""",
                order_id,
            )
            if shelf is None:
                return None

            left = shelf["on_hand"] - 1
            state = "sold out" if left < 0 else "confirmed"

            # end the order
            await connection.execute(
                "UPDATE orders SET state = $2, seen = $3, remaining = $4 WHERE id = $1",
                order_id, state, shelf["on_hand"], None if left < 0 else left,
            )
            if left < 0:
                return state

            # take the unit
            await connection.execute(
                "UPDATE stock SET on_hand = $2 WHERE article = $1", shelf["article"], left
            )

            # charge the card: none of this has happened yet
            asked = {"key": f"order-{order_id}", "cents": shelf["cents"], "card": card}
            async with client.post("http://provider/charges", json=asked) as answer:
                if not answer.ok:
                    raise CardRefused
            return state
    except CardRefused:
        # cancel the order, unless it has been paid since: there is nothing to put back
        return await pool.fetchval(
            """UPDATE orders SET state = 'cancelled' WHERE id = $1 AND state = 'ordered'
               RETURNING state""",
            order_id,
        )
