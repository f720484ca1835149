import type { Row } from "../row.ts";
import { accessRows } from "./access.ts";
import { dataRows } from "./data.ts";
import { httpRows } from "./http.ts";
import { observabilityRows } from "./observability.ts";
import { operationRows } from "./operation.ts";
import { settingsRows } from "./settings.ts";
import { streamRows } from "./streams.ts";
import { workRows } from "./work.ts";
import { workflowRows } from "./workflows.ts";

/** Each row of the plan once, in its order as far as themes allow. */
export const rows: readonly Row[] = [
  ...settingsRows,
  ...operationRows,
  ...streamRows,
  ...accessRows,
  ...httpRows,
  ...observabilityRows,
  ...dataRows,
  ...workRows,
  ...workflowRows,
];
