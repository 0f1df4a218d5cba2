"""What a team would write by hand in front of one node: FastAPI, jobs in SQLite, images in a folder, one process.

It takes its settings from the variables of Atelier and answers the few requests that the benchmark sends.
"""
import base64
import http.client
import json
import os
import pathlib
import queue
import socket
import sqlite3
import threading
import urllib.parse
import uuid

import fastapi
import uvicorn

DATA = pathlib.Path(os.environ["ATELIER_DATA_DIR"])
NODE = urllib.parse.urlsplit(os.environ["ATELIER_LOCAL_GPU_NODES"].split(",")[0]).netloc
KEY = os.environ["ATELIER_API_KEY"]



async def authenticate(x_api_key: str = fastapi.Header("")):
    if x_api_key != KEY:
        raise fastapi.HTTPException(401)


service = fastapi.FastAPI(dependencies=[fastapi.Depends(authenticate)])
of_thread = threading.local()
waiting = queue.Queue()


def database():
    if not hasattr(of_thread, "database"):
        of_thread.database = sqlite3.connect(DATA / "jobs.db", timeout=30)
        of_thread.database.execute("pragma journal_mode = wal")
    return of_thread.database


def execute(statement, *values):
    with database() as transaction:
        return transaction.execute(statement, values)


def generate(task, payload):
    if not hasattr(of_thread, "node"):
        of_thread.node = http.client.HTTPConnection(NODE)
    of_thread.node.request("POST", "/sdapi/v1/" + task, payload, {"Content-Type": "application/json"})
    return json.loads(of_thread.node.getresponse().read())["images"]


def run(job, task, payload):
    images = []
    for number, image in enumerate(generate(task, payload)):
        file = DATA / f"{job}-{number}.png"
        file.write_bytes(base64.b64decode(image))
        images.append(file.name)
    execute("update job set status = 'succeed', images = ? where id = ?", json.dumps(images), job)


def run_waiting():
    while True:
        run(*waiting.get())


@service.get("/ping")
def ping():
    return {"data": "pong"}


@service.post("/endpoints")
def create_endpoint(endpoint: dict):
    return {"data": {"endpoint_name": endpoint["endpoint_name"]}}


@service.get("/endpoints")
def endpoints():
    return {"data": {"endpoints": [{"endpoint_name": name, "endpoint_status": "InService"} for name in ("fast", "backlog")]}}


@service.post("/inferences")
def create_job(request: dict):
    job, task, payload = str(uuid.uuid4()), request["task_type"], request["payload_string"]
    execute("insert into job (id, task, payload, status) values (?, ?, ?, 'inprogress')", job, task, payload)
    if request["inference_type"] == "Async":
        waiting.put((job, task, payload))
    else:
        run(job, task, payload)
    return read(job)


@service.get("/inferences/{job}")
def read(job: str):
    row = database().execute("select status, images from job where id = ?", (job,)).fetchone()
    if row is None:
        raise fastapi.HTTPException(404)
    return {"data": {"InferenceJobId": job, "inference": {"inference_id": job}, "status": row[0],
                     "image_names": json.loads(row[1] or "[]")}}


if __name__ == "__main__":
    execute("create table job (id text primary key, task text, payload text, status text, images text)")
    threading.Thread(target=run_waiting, daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"The peer serves http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(service, log_level="warning", access_log=False)).run([listener])
