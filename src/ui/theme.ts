import { createTheme, DEFAULT_THEME, type MantineColorsTuple } from "@mantine/core";

const ink: MantineColorsTuple = [
  ...(["#eef3ff", "#dbe4fb", "#b4c6f2", "#8aa6ea", "#668be3"] as const),
  ...(["#4f79df", "#3763c9", "#2d55b4", "#26489b", "#1b3a83"] as const),
];

/** The darkest of these are letters on a badge, and too faint for it as Mantine has them. */
const darker = (name: "teal" | "orange" | "yellow" | "red", darkest: string) =>
  [...DEFAULT_THEME.colors[name].slice(0, 9), darkest] as unknown as MantineColorsTuple;

/** A cross alone has no name. */
const CLOSE = { "aria-label": "Close" };

export const theme = createTheme({
  primaryColor: "ink",
  colors: {
    ink,
    teal: darker("teal", "#05604a"),
    orange: darker("orange", "#963604"),
    yellow: darker("yellow", "#754e00"),
    red: darker("red", "#b02020"),
  },
  // Letters on it are white in both schemes: whether they may be is reckoned once, for the light one.
  primaryShade: 6,
  autoContrast: true,
  // Above it black reads better than white.
  luminanceThreshold: 0.18,
  defaultRadius: "sm",
  respectReducedMotion: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "var(--mono)",
  cursorType: "pointer",
  headings: { fontWeight: "600" },
  components: {
    // A dialog's head is not another head of the page.
    ModalHeader: { defaultProps: { role: "presentation" } },
    ModalCloseButton: { defaultProps: CLOSE },
    Notification: { defaultProps: { closeButtonProps: CLOSE } },
    // What has a label must be something.
    Loader: { defaultProps: { role: "status" } },
  },
});
