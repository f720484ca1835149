import { Argument, type Command } from "commander";
import type { Io } from "./io.ts";

const SHELLS = { bash, zsh, fish };

export function addCompletion(agented: Command, io: Io): void {
  agented
    .command("completion")
    .description("a script that completes commands: source <(agented completion bash)")
    .addArgument(new Argument("<shell>").choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => io.out(SHELLS[shell](placesOf(agented))));
}

/** A command, by the words that lead to it, and what may follow. */
interface Place {
  path: string[];
  commands: { name: string; about: string }[];
  options: { name: string; about: string }[];
}

function placesOf(command: Command, path: string[] = []): Place[] {
  const commands = command.commands.flatMap((one) =>
    [one.name(), ...one.aliases()].map((name) => ({ name, about: one.description() })),
  );
  const options = command.options.flatMap(({ long, description }) =>
    long ? [{ name: long, about: description }] : [],
  );
  const below = command.commands.flatMap((one) => placesOf(one, [...path, one.name()]));
  return [{ path, commands, options: [...options, { name: "--help", about: "more" }] }, ...below];
}

function bash(places: Place[]): string {
  const paths = places.flatMap(({ path }) => (path.length > 0 ? [`/${path.join("/")}`] : []));
  const cases = places.map(({ path, commands, options }) => {
    const words = [...commands, ...options].map(({ name }) => name).join(" ");
    return `    '${path.map((word) => `/${word}`).join("")}') words='${words}' ;;`;
  });
  return `_agented() {
  local path= words= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path/$word" in
    ${paths.join("|")}) path="$path/$word" ;;
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _agented agented
`;
}

function zsh(places: Place[]): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bash(places)}`;
}

function fish(places: Place[]): string {
  const lines = places.flatMap(({ path, commands, options }) => {
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
    const at = `complete -c agented -f -n '${seen || "__fish_use_subcommand"}'`;
    return [
      ...commands.map(({ name, about }) => `${at} -a ${name} -d ${quoted(about)}`),
      ...options.map(({ name, about }) => `${at} -l ${name.slice(2)} -d ${quoted(about)}`),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
