/** Rings when a trigger was made, changed or deleted. */
export const TRIGGERS = "triggers";
