import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from aiohttp import ClientError, ClientSession, ClientTimeout
from asyncpg import Pool
from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with (
        asyncpg.create_pool(database="checkout", max_size=4) as pool,
        ClientSession(timeout=ClientTimeout(total=0.5)) as client,
    ):
        app.state.pool, app.state.client = pool, client
        work = asyncio.create_task(recover_for_ever(pool, client))
        yield
        work.cancel()


app = FastAPI(lifespan=lifespan)
log = logging.getLogger("checkout")

PARTICIPANTS = ["inventory", "payments"]
RECOVER_EVERY_SECONDS = 0.250

# Orders whose votes are out: the recovery below leaves them alone.
voting: set[str] = set()


@app.post("/orders", status_code=201)
async def place_order(request: Request, response: Response) -> dict:
    order = await request.json()
    pool, client = request.app.state.pool, request.app.state.client
    gid = f"order-{order['id']}"
    outcome = "aborted"

    voting.add(gid)
    try:
        # ask for votes
        votes = await asyncio.gather(
            *(vote(client, name, {"gid": gid, **order}) for name in PARTICIPANTS)
        )

        # log the decision
        if all(votes):
            outcome = await decide(pool, gid, "committed")
    finally:
        voting.discard(gid)

    # tell everybody
    await asyncio.gather(*(tell(client, name, gid, outcome) for name in PARTICIPANTS))

    # answer the customer
    if outcome != "committed":
        response.status_code = 409
    return {"id": order["id"], "outcome": outcome}


async def vote(client: ClientSession, name: str, order: dict) -> bool:
    try:
        # ask the participant
        async with client.post(f"http://{name}/prepare", json=order) as answer:
            return answer.ok
    except (ClientError, asyncio.TimeoutError):
        # no answer is a no
        return False


async def decide(pool: Pool, gid: str, outcome: str) -> str:
    """The first row of an order is its decision: whoever comes later reads what it says."""
    written = await pool.fetchval(
        """INSERT INTO decisions (gid, outcome) VALUES ($1, $2)
           ON CONFLICT DO NOTHING RETURNING outcome""",
        gid, outcome,
    )
    if written:
        return written

    return await pool.fetchval("SELECT outcome FROM decisions WHERE gid = $1", gid)


async def tell(client: ClientSession, name: str, gid: str, outcome: str) -> None:
    try:
        # tell the participant
        decision = {"gid": gid, "outcome": outcome}
        async with client.post(f"http://{name}/decisions", json=decision):
            pass
    except (ClientError, asyncio.TimeoutError):
        log.warning("%s may not have heard that %s is %s", name, gid, outcome)


async def recover_for_ever(pool: Pool, client: ClientSession) -> None:
    while True:
        await asyncio.gather(*(recover(pool, client, name) for name in PARTICIPANTS))

        # look again later: a vote or a decision may still be on its way
        await asyncio.sleep(RECOVER_EVERY_SECONDS)


async def recover(pool: Pool, client: ClientSession, name: str) -> None:
    try:
        # ask what is in doubt
        async with client.get(f"http://{name}/in-doubt") as answer:
            gids = await answer.json() if answer.ok else []

        for gid in gids:
            if gid in voting:
                continue

            # look up the decision: none means aborted
            outcome = await decide(pool, gid, "aborted")

            await tell(client, name, gid, outcome)
    except Exception:
        log.exception("what is in doubt at %s cannot be resolved now", name)
