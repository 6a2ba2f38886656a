/** Results that one function remembers; then it forgets them all, so that memory stays bounded. */
const REMEMBERED = 10_000;

/** `compute`, which must depend on nothing but its argument, at the price of a look-up when it was asked before. */
export function memo<Argument extends string | number, Result>(
  compute: (argument: Argument) => Result,
): (argument: Argument) => Result {
  const known = new Map<Argument, Result>();
  return (argument) => {
    const before = known.get(argument);
    if (before !== undefined) {
      return before;
    }
    const result = compute(argument);
    if (known.size >= REMEMBERED) {
      known.clear();
    }
    known.set(argument, result);
    return result;
  };
}
