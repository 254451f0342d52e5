import time

import redis
from celery import shared_task
from django.conf import settings


def store():
    return redis.Redis.from_url(settings.REDIS_URL, decode_responses=True)


@shared_task
def add_up(n, seconds):
    """The sum of 1…n, after a while."""
    print(f"adding up to {n}", flush=True)
    time.sleep(seconds)
    return n * (n + 1) // 2


@shared_task
def strike():
    """What beat schedules: the clock strikes."""
    store().incr("strikes")
