/** The variable by which a sweep knows an execution's processes. */
export const MARKER = "AGENTED_EXECUTION_ID";

/**
 * Leads an attempt's session: two recorders, then the CLI, then its exit code. Positional parameters are the base of
 * the file names, the machine's boot, the cgroup, the owner of the streams (each of the two may be empty) and the argv.
 * Every program it starts costs the run most of a millisecond.
 */
export const WRAPPER = `
base=$1 boot=$2 cgroup=$3 owner=$4
shift 4
path=$PATH
PATH=/usr/bin:/bin:$PATH

record() {
  unset ${MARKER}
  [ -d /proc/self ] && exec setsid cat
  exec perl -MPOSIX=setsid -e 'setsid; exec @ARGV' cat
}

mkfifo -m 600 "$base.fifo.out" "$base.fifo.err" || exit
[ -z "$owner" ] || chown "$owner" "$base.fifo.out" "$base.fifo.err" || exit
record <"$base.fifo.out" >>"$base.out" &
out=$!
record <"$base.fifo.err" >>"$base.err" &
err=$!

stdin=$base.in
[ ! -f "$base.stdin" ] || stdin=$base.stdin
exec 3>"$base.fifo.out" 4>"$base.fifo.err" 5<"$stdin"
rm -f "$base.fifo.out" "$base.fifo.err" "$base.stdin" 3>&- 4>&- 5<&- &

if [ -d /proc/self ]; then
  read -r leader <"/proc/$$/stat"
  read -r out <"/proc/$out/stat"
  read -r err <"/proc/$err/stat"
  echo 500 >/proc/self/oom_score_adj
else
  columns=pid=,ppid=,stat=,lstart=
  leader=$(ps -o $columns -p $$) out=$(ps -o $columns -p $out) err=$(ps -o $columns -p $err)
fi
printf '%s\n' "$boot" "$leader" "$out" "$err" "$cgroup" end >"$base.pid" || exit

# A handler, not an ignored signal: the CLI would inherit the latter.
trap : TERM INT HUP
PATH=$path
"$@" <&5 >&3 2>&4 3>&- 4>&- 5<&-
code=$?

PATH=/usr/bin:/bin:$PATH
exec 3>&- 4>&-
echo $code >"$base.exit.new"
mv "$base.exit.new" "$base.exit"
`;
