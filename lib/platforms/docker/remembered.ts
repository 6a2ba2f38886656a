import { isDeepStrictEqual } from "node:util";

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

/** `render` for settings that are put together anew each time, done again only when they say something else. */
export function rememberedAsEqual<Settings, Result>(
  render: (settings: Settings) => Result,
): (settings: Settings) => Result {
  let last: { settings: Settings; result: Result } | undefined;
  return (settings) => {
    if (last === undefined || !isDeepStrictEqual(last.settings, settings)) {
      last = { settings, result: render(settings) };
    }
    return last.result;
  };
}
