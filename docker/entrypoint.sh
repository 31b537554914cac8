#!/bin/sh
# Makes the mounted folder a workspace the first time, with the sample documents if it is empty, then runs `docket` in it.
set -eu
if [ ! -e pipelines.yaml ]; then
  if [ -e data/raw ]; then docket init . --quiet; else docket init . --sample --quiet; fi
fi
if [ "${1:-start}" = start ]; then
  [ "$#" -eq 0 ] || shift
  exec docket start --app "$DOCKET_APP" "$@"
fi
exec docket "$@"
