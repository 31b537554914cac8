#!/bin/sh
# Makes the mounted folder a workspace the first time, then runs `docket` in it.
set -eu
if [ ! -e pipelines.yaml ]; then
  docket init . --quiet
fi
if [ "${1:-start}" = start ]; then
  [ "$#" -eq 0 ] || shift
  exec docket start --app "$DOCKET_APP" "$@"
fi
exec docket "$@"
