# `just` alone lists what there is. Each recipe is one command of package.json; none ends a process by its name.

_:
  @just --list

_fetch:
  node scripts/bun.mjs --version

# Fetch Bun and the packages, and make a .env that shows every setting
setup: _fetch
  test -e .env || cp .env.example .env

# The server, started anew at every change
dev: setup
  npm run dev

# Where deploy/agented.service is installed: fetch, make, restart, wait until it answers on PORT. Runs go on meanwhile
deploy service="agented": _fetch
  node scripts/bun.mjs scripts/bytecode.ts
  sudo systemctl restart {{service}}
  timeout 30 sh -c 'until npm run --silent agented -- health; do sleep 0.2; done'

# Lint, types and tests
test *options:
  npm run lint
  npm run types
  npm test -- {{options}}
