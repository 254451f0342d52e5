#!/bin/sh
# A clock: there must be only one, so ganger refuses `-m beat=2`.
trap 'echo "stopped"; exit 0' TERM INT
n=0
while :; do
    n=$((n + 1))
    echo "tick $n"
    sleep "$EVERY" &
    wait $! 2>/dev/null
done
