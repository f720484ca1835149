import { useLocalStorage } from "@mantine/hooks";
import { toastUndo } from "~/ui/parts/toast.tsx";
import type { Filter } from "./filter.ts";

interface View {
  name: string;
  filter: Filter;
}

/** Filters by name. This browser keeps them; what is no view any more is left out. */
export function useViews() {
  const [kept, setKept] = useLocalStorage<View[]>({
    key: "agented-views",
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const views = Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string") : [];
  const without = (name: string) => views.filter((one) => one.name !== name);
  return {
    views,
    save: (view: View) => setKept([...without(view.name), view]),
    remove(view: View) {
      setKept(without(view.name));
      toastUndo(`The view “${view.name}” was removed.`, () => setKept(views));
    },
  };
}
