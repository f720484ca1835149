import { Hono } from "hono";
import type { Check, Comment, GithubState, Pull, Review } from "./github-state.ts";

/** Who asks. */
export type StubEnv = { Variables: { login: string; kind: "app" | "token" } };

const unfit = (message: string) => Response.json({ message, errors: [] }, { status: 422 });
const missing = () => Response.json({ message: "Not Found" }, { status: 404 });
const page = <T>(items: T[], query: { page?: string; per_page?: string }) => {
  const size = Number(query.per_page ?? 30);
  return items.slice((Number(query.page ?? 1) - 1) * size, Number(query.page ?? 1) * size);
};

const wireComment = ({ id, repository, issue, body, login }: Comment) => {
  return {
    id,
    body,
    user: { login },
    html_url: `https://github.test/${repository}/issues/${issue}#issuecomment-${id}`,
  };
};
const wireReview = ({ id, repository, pull, body, login }: Review) => {
  return { id, body, user: { login }, html_url: `https://github.test/${repository}/pull/${pull}#review-${id}` };
};
const wireCheck = ({ repository, output, ...check }: Check) => {
  const { annotations, ...said } = output;
  const html_url = `https://github.test/${repository}/runs/${check.id}`;
  return { ...check, html_url, output: { ...said, annotations_count: annotations.length } };
};
const wirePull = ({ repository, number, title, body, state }: Pull) => {
  return { number, title, body, state, html_url: `https://github.test/${repository}/pull/${number}` };
};

/** The part of GitHub's API that is about one repository, with its own rules as far as they matter here. */
export function repositoryRoutes(state: GithubState): Hono<StubEnv> {
  const app = new Hono<StubEnv>().basePath("/repos/:owner/:repo");
  const repositoryOf = (c: { req: { param(name: string): string } }) =>
    `${c.req.param("owner")}/${c.req.param("repo")}`;

  app.get("/issues/:number/comments", (c) => {
    const own = state.comments.filter(
      (one) => one.repository === repositoryOf(c) && one.issue === Number(c.req.param("number")),
    );
    return c.json(page(own.map(wireComment), c.req.query()));
  });
  app.post("/issues/:number/comments", async (c) => {
    const { body } = await c.req.json();
    if (body.length > 65_536) return unfit("body is too long");
    const about = { repository: repositoryOf(c), issue: Number(c.req.param("number")) };
    const comment = { id: state.nextId(), ...about, body, login: c.get("login"), edits: 0 };
    state.comments.push(comment);
    return c.json(wireComment(comment), 201);
  });
  app.patch("/issues/comments/:id", async (c) => {
    const comment = state.comments.find(({ id }) => id === Number(c.req.param("id")));
    if (!comment) return missing();
    Object.assign(comment, { body: (await c.req.json()).body, edits: comment.edits + 1 });
    return c.json(wireComment(comment));
  });

  const labelsOf = (key: string) => {
    const labels = state.labels.get(key) ?? new Set();
    state.labels.set(key, labels);
    return labels;
  };
  app.post("/issues/:number/labels", async (c) => {
    const labels = labelsOf(`${repositoryOf(c)}#${c.req.param("number")}`);
    for (const name of (await c.req.json()).labels) labels.add(name);
    return c.json([...labels].map((name) => ({ name })));
  });
  app.delete("/issues/:number/labels/:name", (c) => {
    const labels = labelsOf(`${repositoryOf(c)}#${c.req.param("number")}`);
    return labels.delete(c.req.param("name")) ? c.json([...labels].map((name) => ({ name }))) : missing();
  });

  app.get("/pulls/:number/reviews", (c) => {
    const own = state.reviews.filter(
      (one) => one.repository === repositoryOf(c) && one.pull === Number(c.req.param("number")),
    );
    return c.json(page(own.map(wireReview), c.req.query()));
  });
  app.post("/pulls/:number/reviews", async (c) => {
    const { body, event, commit_id, comments = [] } = await c.req.json();
    const outside = comments.some(
      ({ path, line }: { path: string; line: number }) => state.diff?.(path, line) === false,
    );
    if (outside) return unfit("Pull request review thread line must be part of the diff");
    const about = { repository: repositoryOf(c), pull: Number(c.req.param("number")) };
    const review = { id: state.nextId(), ...about, body, event, commit_id, comments, login: c.get("login") };
    state.reviews.push(review);
    return c.json(wireReview(review));
  });

  app.use("/check-runs/*", async (c, next) => {
    if (c.get("kind") === "app") return next();
    return c.json({ message: "You must authenticate via a GitHub App." }, 403);
  });
  app.get("/commits/:sha/check-runs", (c) => {
    const own = state.checks.filter((one) => one.repository === repositoryOf(c) && one.head_sha === c.req.param("sha"));
    return c.json({ total_count: own.length, check_runs: page(own.map(wireCheck), c.req.query()) });
  });
  app.post("/check-runs", async (c) => {
    const { output, ...given } = await c.req.json();
    const empty = { conclusion: null, details_url: null, output: { title: "", summary: "", annotations: [] } };
    const check: Check = { ...empty, ...given, id: state.nextId(), repository: repositoryOf(c) };
    state.checks.push(check);
    return c.json(wireCheck(check), 201);
  });
  app.patch("/check-runs/:id", async (c) => {
    const check = state.checks.find(({ id }) => id === Number(c.req.param("id")));
    if (!check) return missing();
    const { output: { annotations = [], ...said } = {}, ...given } = await c.req.json();
    if (annotations.length > 50) return unfit("no more than 50 annotations");
    const output = { ...check.output, ...said, annotations: [...check.output.annotations, ...annotations] };
    Object.assign(check, given, { output });
    return c.json(wireCheck(check));
  });

  app.get("/pulls", (c) => {
    const { head, state: wanted } = c.req.query();
    const own = state.pulls.filter((one) => one.repository === repositoryOf(c) && one.state === wanted);
    return c.json(own.filter((one) => `${c.req.param("owner")}:${one.head}` === head).map(wirePull));
  });
  app.post("/pulls", async (c) => {
    const pull: Pull = { ...(await c.req.json()), number: state.nextId(), repository: repositoryOf(c), state: "open" };
    const same = state.pulls.some((one) => one.state === "open" && one.head === pull.head);
    if (same) return unfit(`A pull request already exists for ${pull.head}.`);
    state.pulls.push(pull);
    return c.json(wirePull(pull), 201);
  });
  app.patch("/pulls/:number", async (c) => {
    const pull = state.pulls.find(({ number }) => number === Number(c.req.param("number")));
    if (!pull) return missing();
    Object.assign(pull, await c.req.json());
    return c.json(wirePull(pull));
  });

  app.get("/collaborators/:login/permission", (c) => {
    const permission = state.permissions.get(`${repositoryOf(c)} ${c.req.param("login")}`);
    return permission === undefined ? missing() : c.json({ permission, user: { login: c.req.param("login") } });
  });
  return app;
}
