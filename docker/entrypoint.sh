#!/bin/sh
# Makes the mounted folder a workspace the first time, with the sample documents if it is empty, then runs `docket` in it.
# `prepare` makes the bucket of the object store as well, and ends: what many containers share is made by one of them.
set -eu
if [ ! -e pipelines.yaml ] && [ ! -e dvc.yaml ]; then
  if [ -e data/raw ]; then docket init . --quiet; else docket init . --sample --quiet; fi
fi
case "${1:-start}" in
  prepare) exec node /opt/docket/docker/prepare-bucket.mjs ;;
  start)
    [ "$#" -eq 0 ] || shift
    exec docket start --app "$DOCKET_APP" "$@"
    ;;
  *) exec docket "$@" ;;
esac
