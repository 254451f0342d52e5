#!/bin/sh
# A worker: one job after the other; finishes when it is asked to stop.
trap 'echo "tools put down, jobs done: $n"; exit 0' TERM INT
n=0
echo "$GREETING: $PS waits for work"
while :; do
    sleep 2 &
    wait $! 2>/dev/null
    n=$((n + 1))
    echo "job $n done"
done
