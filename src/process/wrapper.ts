/** The variable by which a sweep knows an execution's processes. */
export const MARKER = "AGENTED_EXECUTION_ID";

/**
 * Leads an attempt's session: says who belongs to it, runs the CLI, writes its exit code. Positional parameters are
 * the base of the file names, the machine's boot, the pids of the recorders, the cgroup (may be empty), the CLI's umask
 * and the argv. It ends with the CLI's exit code, or by a signal where it ran none.
 */
export const WRAPPER = `
# Handlers, not ignored signals: the CLI would inherit the latter. First of all, for a stop may come at once.
early=
trap early=129 HUP
trap early=130 INT
trap early=143 TERM
trap : USR1 USR2 QUIT PIPE ALRM

umask 077
base=$1 boot=$2 out=$3 err=$4 cgroup=$5 mask=$6
shift 6
if [ -d /proc/self ]; then
  read -r leader <"/proc/$$/stat"
  read -r out <"/proc/$out/stat"
  read -r err <"/proc/$err/stat"
  echo 500 >/proc/self/oom_score_adj
else
  ps="/bin/ps -o pid=,ppid=,stat=,lstart= -p"
  leader=$($ps $$) out=$($ps $out) err=$($ps $err)
fi
printf '%s\\n' "$boot" "$leader" "$out" "$err" "$cgroup" end >"$base.pid" || [ "$early" ] || kill -KILL $$

if [ "$early" ]; then
  code=$early
else
  umask "$mask"
  "$@"
  code=$?
  umask 077
fi

exec >&- 2>&-
# In place: those bytes are there already, and a full disk has no others.
echo $code 1<>"$base.exit.new" && /bin/mv "$base.exit.new" "$base.exit"
exit $code
`;
