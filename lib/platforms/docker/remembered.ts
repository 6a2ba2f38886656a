/**
 * `render` for a list of values that do not change, done again only when the list holds others. The framework asks for the
 * same files several times in one synthesis.
 */
export function remembered<Value, Result>(
  render: (values: readonly Value[]) => Result,
): (values: readonly Value[]) => Result {
  let last: { values: readonly Value[]; result: Result } | undefined;
  return (values) => {
    if (last === undefined || !sameItems(last.values, values)) {
      last = { values, result: render(values) };
    }
    return last.result;
  };
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
