import { readRegex, type RegexLoop, type RegexPlaces } from "./regex-places";

/**
 * More comparisons than anybody's expression needs, and less than a second; then it is taken for one that nobody can follow.
 */
const MOST_STEPS = 5_000_000;

/**
 * The repeated part of a valid expression that can take one text in several ways, if there is one. For an engine that goes
 * back, the ways multiply with each turn: it takes exponential time for a text that nearly matches.
 *
 * Exact for repetitions without end, and for those of ten times or more as if they had none.
 *
 * @see https://arxiv.org/abs/1301.0849
 */
export function ambiguousRepetition(pattern: string): string | undefined {
  const places = readRegex(pattern);
  const { loops } = places;
  const found = loops.find(
    (loop) => loop.isEmptyOften || isAmbiguous(places, loop),
  );
  return found && pattern.slice(found.from, found.to);
}

/**
 * Whether two different ways through the loop lead from a place to itself by one text. Two walkers begin at one place, and
 * take the same letters at each step: if they part and meet again, there are two ways.
 */
function isAmbiguous(
  { signs, following }: RegexPlaces,
  { first, last }: RegexLoop,
): boolean {
  const size = signs.length;
  const next = following.map((places) =>
    [...places].filter((place) => place >= first && place < last),
  );
  const seen = new Set<number>();
  const parted: (readonly [number, number])[] = [];
  let steps = 0;
  /** Whether the walkers meet after this step, or nobody could say. */
  const step = (one: number, other: number): boolean => {
    for (const a of next[one] ?? []) {
      for (const b of next[other] ?? []) {
        const [ours, theirs] = [signs[a] ?? [], signs[b] ?? []];
        steps += 1 + ours.length * theirs.length;
        if (steps > MOST_STEPS) {
          return true;
        }
        if (!overlap(ours, theirs)) {
          continue;
        }
        if (a === b) {
          if (one !== other) {
            return true;
          }
        } else if (!seen.has(a * size + b)) {
          seen.add(a * size + b);
          parted.push([a, b]);
        }
      }
    }
    return false;
  };
  for (let place = first; place < last; place += 1) {
    let pair: readonly [number, number] | undefined = [place, place];
    while (pair !== undefined) {
      if (step(...pair)) {
        return true;
      }
      pair = parted.pop();
    }
  }
  return false;
}

function overlap(
  one: RegexPlaces["signs"][number],
  other: RegexPlaces["signs"][number],
): boolean {
  return one.some(([from, to]) =>
    other.some(([least, most]) => least <= to && from <= most),
  );
}
