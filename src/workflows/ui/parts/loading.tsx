import { Loader } from "@mantine/core";

export function Loading() {
  return <Loader size="sm" aria-label="Loading" />;
}
