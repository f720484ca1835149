#!/usr/bin/env bash
# Does what `docker build` and `docker run` would, without Docker: every stage of the Dockerfile becomes a directory,
# its RUN and COPY steps are run there as they stand, then CMD is started, asked by HEALTHCHECK and stopped by
# STOPSIGNAL. As with the `read_only` of deploy/compose.yaml it can write to its volumes and to /tmp alone, where this
# machine lets us arrange that. Two commands are stood in for, because a directory is no machine: apt-get (simulated, so a package that
# does not exist is noticed) and useradd. Build arguments come from the environment: AGENT_CLIS= by default.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp --directory --tmpdir=/var/tmp)
server=
finish() {
  if [ -n "$server" ]; then kill -KILL "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

export AGENT_CLIS="${AGENT_CLIS-}"
export HOME="$work/home"
mkdir -p "$work/context" "$work/stands-in" "$HOME"
cat >"$work/stands-in/apt-get" <<'SH'
#!/bin/sh
[ "$1" = update ] || exec /usr/bin/apt-get --simulate "$@" >/dev/null
SH
cat >"$work/stands-in/useradd" <<'SH'
#!/bin/sh
echo "not done here: useradd $*"
SH
chmod +x "$work"/stands-in/*

# .dockerignore begins with `*`, so its `!` lines say what comes along and its `**/` lines what does not.
cd "$checkout"
mapfile -t left_out < <(sed -nE -e 's#^\*\*/#--exclude=#p' -e 's#^src/#--exclude=src/#p' .dockerignore)
sed -n 's/^!//p' .dockerignore | tar --create "${left_out[@]}" --files-from=- | tar --extract --directory "$work/context"

pinned=$(sed -n 's/.*"packageManager": "bun@\(.*\)".*/\1/p' package.json)
grep -qx "ARG BUN_VERSION=$pinned" Dockerfile || { echo "Dockerfile: BUN_VERSION is not $pinned, as in package.json"; exit 1; }

# One instruction per line, without comments.
instructions() { grep -v '^\s*#' Dockerfile | sed -e ':a' -e '/\\$/N; s/\\\n\s*//; ta' | grep .; }
# Absolute paths of the image lie below the stage's directory.
below() { sed -E "s#(^|[ =\"])/#\1$root/#g" <<<"$1"; }
words() { bun -e 'console.log(JSON.parse(process.argv[1]).join("\n"))' "$1"; }

root=$work/none dir=/ command=() health=() signal=TERM
while read -r instruction rest; do
  echo "$instruction $rest"
  case "$instruction" in
    FROM)
      read -r base _ stage <<<"$rest"
      root=$work/stages/$stage
      mkdir -p "$work/stages"
      if [ -d "$work/stages/$base" ]; then cp -a "$work/stages/$base" "$root"; else mkdir -p "$root/var/lib/apt/lists"; fi
      export npm_config_prefix="$root/usr/local" PATH="$root/usr/local/bin:$work/stands-in:$PATH"
      ;;
    ARG) [ -n "${rest%%=*}" ] && eval "export ${rest%%=*}=\"\${${rest%%=*}-${rest#*=}}\"" ;;
    ENV) eval "export $(below "$rest")" ;;
    WORKDIR) dir=$rest && mkdir -p "$root$dir" ;;
    RUN) (cd "$root$dir" && sh -ec "$(below "$rest")") ;;
    COPY)
      from=$work/context
      if [[ $rest == --from=* ]]; then
        stage=${rest%% *} rest=${rest#* }
        from=$work/stages/${stage#--from=}
      fi
      read -ra sources <<<"$rest"
      target=$root$dir/${sources[-1]} && unset 'sources[-1]'
      if [[ $target == */ ]]; then mkdir -p "$target"; fi
      for source in "${sources[@]}"; do cp -a "$from/$source" "$target"; done
      ;;
    HEALTHCHECK) mapfile -t health < <(words "${rest#*CMD }") ;;
    CMD) mapfile -t command < <(words "$rest") ;;
    STOPSIGNAL) signal=$rest ;;
    LABEL | VOLUME | EXPOSE | ENTRYPOINT) ;;
    *) echo "docker-steps.sh does not know $instruction" && exit 1 ;;
  esac
done < <(instructions)

cd "$root$dir"
export HOST=127.0.0.1 RUN_AS_USER=
PORT=$(bun -e 'const s = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } }); console.log(s.port); s.stop()')
export PORT
# With everything but a volume, the home and a fresh /tmp read-only, as far as mounts of its own reach.
read_only=(unshare --mount sh -euc '
  for dir in "$AGENTED_DATA_DIR" "$HOME"; do mount --bind "$dir" "$dir"; done
  mount -t tmpfs -o exec,mode=1777 tmpfs /tmp
  mount -o remount,bind,ro /
  if touch "$PWD/written" 2>/dev/null; then echo "$PWD is not read-only" && exit 1; fi
  exec "$@"' read-only)
if ! unshare --mount true 2>/dev/null; then read_only=() && echo "not read-only: no mounts can be made here"; fi
"${read_only[@]}" "${command[@]}" &
server=$!
for attempt in $(seq 1 100); do
  if "${health[@]}" 2>/dev/null; then break; fi
  kill -0 "$server" 2>/dev/null || { echo "The server ended before it was healthy."; exit 1; }
  [ "$attempt" -lt 100 ] || { echo "The server is not healthy after ten seconds and more."; exit 1; }
  sleep 0.1
done
echo "healthy"
kill -s "${signal#SIG}" "$server"
code=0
wait "$server" || code=$?
server=
[ "$code" -eq 0 ] || { echo "The server ended with $code after $signal."; exit 1; }
echo "stopped by $signal with 0"
