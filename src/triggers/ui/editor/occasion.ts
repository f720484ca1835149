/** What a draft is tried with: what a person types, or a delivery that came. */
export interface Occasion {
  delivery_id: string;
  message: string;
  /** As text: JSON, or nothing. */
  payload: string;
  event: string | undefined;
}

export const NO_OCCASION: Occasion = { delivery_id: "", message: "", payload: "", event: undefined };

/** The payload of an occasion; undefined where there is none, or where it is no JSON yet. */
export function payloadOf({ payload }: Occasion): unknown {
  if (payload.trim() === "") return undefined;
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

/** The same as a preview asks for it. */
export function askedBy(occasion: Occasion) {
  const { message, event } = occasion;
  const payload = payloadOf(occasion);
  return { ...(message && { message }), ...(payload !== undefined && { payload }), ...(event && { event }) };
}
