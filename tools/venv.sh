#!/usr/bin/env bash
# Makes a virtual environment on a machine that may lack the venv module, and says plainly what is missing if it can't.
set -euo pipefail
target=$1
python=${PYTHON:-python3}

command -v "$python" >/dev/null || { echo "Drystone needs Python 3.11 or newer: install python3, then run this again." >&2; exit 2; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Drystone needs Python 3.11 or newer; $("$python" --version) is too old. Set PYTHON=/path/to/a/newer/python." >&2
  exit 2
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv
  else
    echo "This Python comes without venv: run 'sudo apt-get install python3-venv', then this again." >&2
    exit 2
  fi
fi
"$python" -m venv "$target"
