/** Makes the value when it is first asked for, and keeps it. One that could not be made is made anew. */
export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
