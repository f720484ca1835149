import { createTheme, type MantineColorsTuple } from "@mantine/core";

const ink: MantineColorsTuple = [
  ...(["#eef3ff", "#dbe4fb", "#b4c6f2", "#8aa6ea", "#668be3"] as const),
  ...(["#4f79df", "#3763c9", "#2d55b4", "#26489b", "#1b3a83"] as const),
];

export const theme = createTheme({
  primaryColor: "ink",
  colors: { ink },
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  defaultRadius: "sm",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "var(--mono)",
  cursorType: "pointer",
  headings: { fontWeight: "600" },
});
