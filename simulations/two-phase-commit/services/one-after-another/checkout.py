from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from aiohttp import ClientSession, ClientTimeout
from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with (
        asyncpg.create_pool(database="checkout", max_size=4) as pool,
        ClientSession(timeout=ClientTimeout(total=0.5)) as client,
    ):
        app.state.pool, app.state.client = pool, client
        yield


app = FastAPI(lifespan=lifespan)

PARTICIPANTS = ["inventory", "payments"]


@app.post("/orders", status_code=201)
async def place_order(request: Request, response: Response) -> dict:
    order = await request.json()
    client: ClientSession = request.app.state.client
    committed: list[str] = []

    for name in PARTICIPANTS:
        # ask the participant
        async with client.post(f"http://{name}/orders", json=order) as answer:
            accepted = answer.ok
        if not accepted:
            # undo what the others have committed
            for other in committed:
                async with client.delete(f"http://{other}/orders/{order['id']}"):
                    pass
            response.status_code = 409
            return {"id": order["id"]}
        committed.append(name)

    # store the order
    await request.app.state.pool.execute("INSERT INTO orders (id) VALUES ($1)", order["id"])

    # answer the customer
    return {"id": order["id"]}
