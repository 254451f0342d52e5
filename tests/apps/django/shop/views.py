import os
import time

from celery.result import AsyncResult
from django.http import JsonResponse

from shop import tasks


def index(request):
    return JsonResponse({
        "process": os.environ.get("PS"),
        "greeting": os.environ["GREETING"],
        "strikes": int(tasks.store().get("strikes") or 0),
    })


def enqueue(request):
    """Queues a task: /enqueue?n=4&seconds=1.5"""
    n, seconds = int(request.GET["n"]), float(request.GET.get("seconds", 0))
    return JsonResponse({"id": tasks.add_up.delay(n, seconds).id})


def result(request):
    task = AsyncResult(request.GET["id"])
    return JsonResponse({"state": task.state, "sum": task.result if task.successful() else None})


def slow(request):
    """A request that is in flight for a while."""
    print("a slow request has begun", flush=True)
    time.sleep(float(request.GET["seconds"]))
    return JsonResponse({"slow": "done"})
