"""The web: jobs come in, a worker fetches them and hands the results in. The queue is a toy: it lives in this process."""
import asyncio

from fastapi import FastAPI, HTTPException
from fastapi.responses import Response

app = FastAPI()
waiting: asyncio.Queue
results = {}


@app.on_event("startup")
async def begin():
    global waiting
    waiting = asyncio.Queue()
    print("board: open", flush=True)


@app.on_event("shutdown")
async def end():
    print("board: closed", flush=True)


@app.get("/")
async def index():
    return {"waiting": waiting.qsize(), "done": len(results)}


@app.post("/jobs")
async def add(word: str):
    number = len(results)
    results[number] = None
    await waiting.put({"number": number, "word": word})
    return {"number": number}


@app.post("/jobs/next")
async def next_job():
    try:
        return waiting.get_nowait()
    except asyncio.QueueEmpty:
        return Response(status_code=204)


@app.put("/jobs/{number}")
async def hand_in(number: int, result: str):
    results[number] = result
    return {}


@app.get("/jobs/{number}")
async def show(number: int):
    if number not in results:
        raise HTTPException(404)
    return {"result": results[number]}


@app.get("/slow")
async def slow(seconds: float):
    print("board: a slow request has begun", flush=True)
    await asyncio.sleep(seconds)
    return {"slow": "done"}
