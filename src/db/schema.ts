import * as accounts from "~/accounts/tables.ts";
import * as audit from "~/audit/tables.ts";
import * as budgets from "~/budgets/tables.ts";
import * as deliveries from "~/deliveries/tables.ts";
import * as executions from "~/executions/tables.ts";
import * as findings from "~/findings/tables.ts";
import * as github from "~/github/tables.ts";
import * as keys from "~/keys/tables.ts";
import * as notifications from "~/notifications/tables.ts";
import * as projects from "~/projects/tables.ts";
import * as reviews from "~/reviews/tables.ts";
import * as schedules from "~/schedules/tables.ts";
import * as snippets from "~/snippets/tables.ts";
import * as triggers from "~/triggers/tables.ts";
/** Every table of the product, for Drizzle and its migrations. */
import * as workflows from "~/workflows/tables.ts";
import * as platform from "./tables.ts";

export const schema = {
  ...platform,
  ...keys,
  ...triggers,
  ...snippets,
  ...deliveries,
  ...executions,
  ...accounts,
  ...budgets,
  ...audit,
  ...findings,
  ...schedules,
  ...notifications,
  ...projects,
  ...github,
  ...reviews,
  ...workflows,
};
