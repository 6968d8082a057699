#!/usr/bin/env bash
# Run uv on .venv with pip's settings. uv does not read them, and they are where people say which
# mirror and which certificate to use. What is set for uv itself wins.
set -euo pipefail
cd "$(dirname "$0")/.."

# pip lists the strongest (the environment's) first, quoted as Python does.
while IFS='=' read -r key value; do
  printf -v value '%b' "${value:1:-1}"
  value=${value//$'\n'/ }
  case $key in
    *.index-url) export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$value}" ;;
    *.extra-index-url) export UV_INDEX="${UV_INDEX:-$value}" UV_INDEX_STRATEGY=unsafe-best-match ;;
    *.trusted-host) export UV_INSECURE_HOST="${UV_INSECURE_HOST:-$value}" ;;
    *.cert) export SSL_CERT_FILE="${SSL_CERT_FILE:-$value}" ;;
    *.timeout | *.default-timeout) export UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-$value}" ;;
  esac
done < <(.venv/bin/python -m pip config list)

VIRTUAL_ENV=$PWD/.venv exec .venv/bin/uv "$@"
