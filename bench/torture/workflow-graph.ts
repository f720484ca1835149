export const ITEMS = 8;

const LIST = JSON.stringify(Array.from({ length: ITEMS }, (_, i) => i));

/** Says in the run's own directory that it was done, once it is. */
const mark = (id: string, secs: number, then = "") => {
  return { id, kind: "command", command: ["sh", "-c", `sleep ${secs}; echo ${id} >> marks; ${then}`] };
};
const item = `sleep 0.1; echo "item $(sed 's/.*"index":\\([0-9]*\\).*/\\1/')" >> marks`;
const edge = (way: string, when = "success") => {
  const [from, to] = way.split(" ");
  return { from, to, when };
};

/** Two branches of which one is gone, a failure that is provided for, a map, and a person before the end. */
export const TWELVE = {
  nodes: [
    mark("seed", 0.05, `echo '${LIST}'`),
    {
      ...{ id: "each", kind: "map", over: "nodes.seed.data", max_parallel: 4 },
      each: { id: "one", kind: "command", command: ["sh", "-c", item] },
    },
    mark("gather", 0.05),
    { id: "all", kind: "condition", filter: { path: "nodes.seed.data[7]", op: "eq", value: 7 } },
    mark("yes", 0.15),
    mark("no", 0.05),
    mark("join", 0.05),
    mark("fail", 0.1, "exit 3"),
    mark("mend", 0.05),
    { id: "ask", kind: "approval", question: "Go on with {nodes.seed.text}?" },
    { id: "sum", kind: "transform", value: { approved: "{nodes.ask.data.approved}" } },
    mark("done", 0.05),
  ],
  edges: [
    ...[edge("seed each"), edge("each gather"), edge("seed all"), edge("all yes", "true"), edge("all no", "false")],
    ...[edge("yes join"), edge("no join"), edge("seed fail"), edge("fail mend", "failure")],
    ...[edge("gather ask"), edge("join ask"), edge("mend ask"), edge("ask sum"), edge("sum done")],
  ],
};

/** As it ends when nobody disturbs it. */
export const STATUSES = {
  ...{ seed: "succeeded", each: "succeeded", gather: "succeeded", all: "succeeded", yes: "succeeded", no: "skipped" },
  ...{ join: "succeeded", fail: "failed", mend: "succeeded", ask: "succeeded", sum: "succeeded", done: "succeeded" },
};
