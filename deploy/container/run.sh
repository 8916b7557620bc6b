#!/bin/sh
# Runs a command of `vigie` that stays. Docker starts again whatever ends; but when only a person
# can mend it (wrong usage 2, settings 4, too many items set aside in a row 7), starting again
# would only repeat the harm. Then the container stays, unhealthy, until somebody stops it.
set -u

asked=
vigie "$@" &
child=$!
trap 'asked=yes; kill -TERM "$child" 2>/dev/null' TERM INT
while :; do
  code=0
  wait "$child" || code=$?
  # A signal ends the wait before the command: then wait again.
  kill -0 "$child" 2>/dev/null || break
done

case $code in
  2 | 4 | 7)
    echo "vigie $1: ended with code $code; a person must mend it, then restart this container" >&2
    while [ -z "$asked" ]; do
      sleep 1 &
      child=$!
      wait "$child"
    done
    ;;
esac
exit "$code"
