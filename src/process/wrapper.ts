/** The variable by which a sweep knows an execution's processes. */
export const MARKER = "AGENTED_EXECUTION_ID";

/**
 * Leads an attempt's session: says who belongs to it, runs the CLI, writes its exit code. Positional parameters are
 * the base of the file names, the machine's boot, the pids of the recorders, the cgroup (may be empty) and the argv.
 */
export const WRAPPER = `
base=$1 boot=$2 out=$3 err=$4 cgroup=$5
shift 5
if [ -d /proc/self ]; then
  read -r leader <"/proc/$$/stat"
  read -r out <"/proc/$out/stat"
  read -r err <"/proc/$err/stat"
  echo 500 >/proc/self/oom_score_adj
else
  ps="/bin/ps -o pid=,ppid=,stat=,lstart= -p"
  leader=$($ps $$) out=$($ps $out) err=$($ps $err)
fi
(
  umask 077
  printf '%s\\n' "$boot" "$leader" "$out" "$err" "$cgroup" end >"$base.pid"
) || exit

# A handler, not an ignored signal: the CLI would inherit the latter.
trap : TERM INT HUP
"$@"
code=$?

exec >&- 2>&-
umask 077
echo $code >"$base.exit.new"
/bin/mv "$base.exit.new" "$base.exit"
`;
