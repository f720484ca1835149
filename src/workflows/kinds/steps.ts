import { z } from "@hono/zod-openapi";
import { AgentNode, agent } from "./agent.ts";
import { CommandNode, command } from "./command.ts";
import { HttpNode, http } from "./http.ts";
import { TransformNode, transform } from "./transform.ts";
import { WorkflowNode, workflow } from "./workflow.ts";

/** What a `map` may do for each item. */
export const steps = { agent, command, transform, workflow, http };

export const StepNode = z.discriminatedUnion("kind", [AgentNode, CommandNode, TransformNode, WorkflowNode, HttpNode]);
