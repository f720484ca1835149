import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useKeys } from "./keys/keys.tsx";
import { GLOBAL_KEYS, GO_KEYS, goKey } from "./keys/table.ts";
import { PAGES } from "./pages.ts";

const Palette = lazy(async () => ({ default: (await import("./palette/palette.tsx")).Palette }));
const KeySheet = lazy(async () => ({ default: (await import("./keys/sheet.tsx")).KeySheet }));

/** What can be called up on every page, by its key: `overlay` is what is called up now. */
export function useEverywhere() {
  const navigate = useNavigate();
  const [shown, setShown] = useState<"palette" | "keys">();
  const close = () => setShown(undefined);
  const [showPalette, showKeys] = [() => setShown("palette"), () => setShown("keys")];
  useKeys(GLOBAL_KEYS, {
    "mod+k": () => setShown((now) => (now === "palette" ? undefined : "palette")),
    "?": showKeys,
  });
  useKeys(GO_KEYS, Object.fromEntries(PAGES.map(({ to, name }) => [goKey(name), () => navigate({ to })])));
  const overlay = (
    <Suspense>
      {shown === "palette" && <Palette onClose={close} showKeys={showKeys} />}
      {shown === "keys" && <KeySheet onClose={close} />}
    </Suspense>
  );
  return { overlay, showPalette, showKeys };
}
