/** Runs before the style sheet, so that a dark page never flashes light. Mantine keeps the choice under this name. */
{
  const kept = localStorage.getItem("mantine-color-scheme-value");
  const dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const wear = (scheme: string) => document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
  wear(dark ? "dark" : "light");

  // Paper is white.
  let worn: string | null;
  addEventListener("beforeprint", () => {
    worn = document.documentElement.getAttribute("data-mantine-color-scheme");
    wear("light");
  });
  addEventListener("afterprint", () => wear(worn ?? "light"));
}
