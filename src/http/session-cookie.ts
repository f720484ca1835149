import { getCookie, setCookie } from "hono/cookie";
import { overTls } from "./address.ts";
import type { AppContext } from "./scope.ts";

export const SESSION_COOKIE = "agented_session";

/** What a signed-in browser holds, out of reach of its scripts. */
export interface SessionCookie {
  read(c: AppContext): string | undefined;
  lay(c: AppContext, token: string, seconds: number): void;
  clear(c: AppContext): void;
}

/** Under TLS it is called `__Host-…`, which no other host and no plain connection can lay. */
export function sessionCookie(proxies: readonly string[]): SessionCookie {
  const prefix = (c: AppContext) => (overTls(c, proxies) ? ("host" as const) : undefined);
  const lay = (c: AppContext, token: string, maxAge: number) =>
    setCookie(c, SESSION_COOKIE, token, {
      ...{ httpOnly: true, sameSite: "Strict", path: "/", maxAge },
      ...(prefix(c) && { prefix: "host", secure: true }),
    });
  return {
    read: (c) => getCookie(c, SESSION_COOKIE, prefix(c)),
    lay,
    clear: (c) => lay(c, "", 0),
  };
}
