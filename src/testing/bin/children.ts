/** A shell in a session of its own, where a kill of the CLI's group does not reach it. */
export function shell(command: string) {
  return Bun.spawn(["sh", "-c", command], { detached: true, stdin: "ignore", stdout: "ignore", stderr: "ignore" });
}

/**
 * Leaves a process in a session of its own whose parent is gone, and tells its pid. With `inherit` it keeps our output
 * open; with an empty environment no marker finds it.
 */
export async function daemon(env: Record<string, string | undefined>, output: "ignore" | "inherit" = "ignore") {
  const redirect = output === "ignore" ? ">/dev/null 2>&1" : ">&3 2>&4";
  const child = Bun.spawn(["/bin/sh", "-c", `sleep 600 </dev/null ${redirect} 3>&- 4>&- & echo $!`], {
    detached: true,
    env,
    stdio: ["ignore", "pipe", "ignore", 1, 2],
  });
  return (await new Response(child.stdout).text()).trim();
}
