import { Box, Flex, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Things and what they are, one a line; on a narrow screen one beneath the other. */
export function FactList({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <Stack component="dl" gap="xs" m={0}>
      {facts.map(([name, value]) => (
        <Flex key={name} direction={{ base: "column", xs: "row" }} columnGap="md">
          <Text component="dt" size="sm" c="dimmed" w={170} flex="none">
            {name}
          </Text>
          <Box component="dd" m={0} fz="sm" miw={0} className="break">
            {value}
          </Box>
        </Flex>
      ))}
    </Stack>
  );
}
