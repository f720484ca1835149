import type { Context } from "~/context.ts";

/** How many accounts of each backend a limit keeps from starting anything, or one of their models. */
export function countCooling({ db, clock }: Context): { backend: string; n: number }[] {
  return db.sqlite.query<{ backend: string; n: number }, [string]>(COOLING).all(clock.iso());
}

const COOLING = `
  SELECT backend, count(DISTINCT account_id) AS n FROM cooldowns WHERE until > ? GROUP BY backend`;
