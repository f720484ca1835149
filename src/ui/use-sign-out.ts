import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { toastProblem } from "./parts/toast.tsx";
import { sessionQuery, signOut } from "./session.ts";

/** Ends the session, and forgets what was seen with it. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await signOut();
    } catch (error) {
      return toastProblem(error);
    }
    queries.clear();
    // Or it would be read from the page again.
    queries.setQueryData(sessionQuery.queryKey, null);
    await navigate({ to: "/sign-in" });
  };
}
