import type { JsonSchema, ModelRequest, Tool, ToolCall } from "./protocol.ts";
import type { Scenario } from "./scenario.ts";

const SHELLS = ["Bash", "bash", "exec_command", "shell_command", "shell", "run_shell_command"];
const WRITERS = ["Write", "write_file", "write", "apply_patch"];

/** The call that the scenario asks for; undefined when the client offers no fitting tool. */
export function toolCall({ tools }: ModelRequest, scenario: Scenario): ToolCall | undefined {
  const names = scenario.tool === "write" ? WRITERS : SHELLS;
  const tool = names.flatMap((name) => tools.filter((one) => one.name === name))[0];
  if (!tool) return undefined;
  const { command = "echo stub-tool-ran", path = "stub.txt", content = "written by the stub model\n" } = scenario;
  if (tool.form === "freeform") return { tool, input: tool.name === "apply_patch" ? patch(path, content) : command };
  return { tool, input: filled(tool, command, path, content) };
}

/** Codex writes files with a patch in its own notation, not with JSON. */
function patch(path: string, content: string): string {
  const lines = content.replace(/\n$/, "").split("\n");
  const added = lines.map((line) => `+${line}\n`).join("");
  return `*** Begin Patch\n*** Add File: ${path}\n${added}*** End Patch\n`;
}

/** Gives a tool's known properties their scripted values and its other required ones a plausible one. */
function filled({ schema }: Tool, command: string, path: string, content: string): Record<string, unknown> {
  const scripted: Record<string, unknown> = {
    ...{ command, cmd: command, file_path: path, filePath: path, path, content },
    // Codex gives a command that runs longer back to the model, which would end the turn.
    yield_time_ms: 30_000,
    description: "scripted by the stub model",
  };
  const input: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const value = scripted[name];
    if (value === undefined) {
      if (schema.required?.includes(name)) input[name] = placeholder(property);
    } else input[name] = typeOf(property) === "array" ? ["bash", "-lc", value] : value;
  }
  return input;
}

/** Some value that fits a schema. */
export function placeholder(schema: JsonSchema): unknown {
  if (schema.enum?.length) return schema.enum[0];
  switch (typeOf(schema)) {
    case "number":
    case "integer":
      return schema.minimum ?? 1;
    case "boolean":
      return false;
    case "array":
      return [];
    case "object": {
      const properties = Object.entries(schema.properties ?? {});
      return Object.fromEntries(properties.map(([name, property]) => [name, placeholder(property)]));
    }
    default:
      return "stub";
  }
}

function typeOf({ type }: JsonSchema): string {
  return ((Array.isArray(type) ? type[0] : type) ?? "string").toLowerCase();
}
