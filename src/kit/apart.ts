/** Acts for somebody else: what it throws is not the caller's failure, and is told as one that nobody dealt with. */
export function apart(act: () => void): void {
  try {
    act();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
