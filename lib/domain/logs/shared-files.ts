/** Parts of a pattern: a sign, `*` for any part of a name, and `**` for folders too. */
function partsOf(pattern: string): readonly string[] {
  return pattern.match(/\*+|[^*]/gu) ?? [];
}

/** What every path begins with that a pattern finds. */
function fixedStart(pattern: string): string {
  const star = pattern.indexOf("*");
  return star === -1 ? pattern : pattern.slice(0, star);
}

/** Whether there may be a path that both patterns find. */
export function findSameFile(one: string, other: string): boolean {
  return mayMeet(plain(one), plain(other));
}

/** Several slashes are one. */
function plain(path: string): string {
  return path.replace(/\/{2,}/g, "/");
}

function mayMeet(one: string, other: string): boolean {
  const [start, otherStart] = [fixedStart(one), fixedStart(other)];
  // Of a thousand sources nearly every pair is told apart by this.
  if (!start.startsWith(otherStart) && !otherStart.startsWith(start)) {
    return false;
  }
  if (start === one && otherStart === other) {
    return one === other;
  }
  const [ours, theirs] = [partsOf(one), partsOf(other)];
  // Places of `theirs` at which a path can stand that the first parts of `ours` find.
  let reached = withSkipped(theirs, new Set([0]));
  for (const part of ours) {
    const next = new Set<number>();
    for (const place of reached) {
      if (part.startsWith("*")) {
        takeMany(part, theirs, place).forEach((each) => next.add(each));
      } else {
        takeOne(part, theirs, place).forEach((each) => next.add(each));
      }
    }
    reached = withSkipped(theirs, next);
  }
  return reached.has(theirs.length);
}

/** A star may stand for nothing. */
function withSkipped(
  theirs: readonly string[],
  places: ReadonlySet<number>,
): ReadonlySet<number> {
  const all = new Set(places);
  // What is added to a set while it is gone through is gone through too.
  for (const place of all) {
    if (theirs[place]?.startsWith("*") === true) {
      all.add(place + 1);
    }
  }
  return all;
}

/** Places after one sign that both find. */
function takeOne(
  sign: string,
  theirs: readonly string[],
  place: number,
): readonly number[] {
  const their = theirs[place];
  if (their === sign) {
    return [place + 1];
  }
  return their !== undefined && mayTake(their, sign) ? [place] : [];
}

/** Places after as many of their parts as the star can stand for. */
function takeMany(
  star: string,
  theirs: readonly string[],
  place: number,
): readonly number[] {
  const rest = theirs.slice(place);
  const end = rest.findIndex(
    (their) => !their.startsWith("*") && !mayTake(star, their),
  );
  return Array.from(
    { length: (end === -1 ? rest.length : end) + 1 },
    (_, index) => place + index,
  );
}

function mayTake(star: string, sign: string): boolean {
  return star.startsWith("*") && (sign !== "/" || star.length > 1);
}
