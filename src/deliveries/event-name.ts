/** Whether a text can be GitHub's name of an event. */
export const isEventName = (text: string) => /^[a-z_0-9]{1,60}$/.test(text);
