import { ALPHANUMERIC, DIGITS, HEX, type Random } from "./random";

type Maker = (random: Random) => string;

/** What looks like data and is private to nobody, as logs are full of it. */
const VALUES: readonly [Maker, ...Maker[]] = [
  (random) => random.text(random.pick([32, 40, 64]), HEX),
  (random) => random.text(random.pick([32, 40, 64]), HEX).toUpperCase(),
  (random) => random.text(16, HEX),
  (random) => random.text(7, HEX),
  uuid,
  (random) => uuid(random).toUpperCase(),
  // ULID, and an identifier of MongoDB of some second of this decade.
  (random) => `01${random.text(24, "0123456789ABCDEFGHJKMNPQRSTVWXYZ")}`,
  (random) => `6${random.text(23, HEX)}`,
  (random) => `v${random.below(20)}.${random.below(99)}.${random.below(9999)}`,
  (random) =>
    `${random.below(9)}.${random.below(20)}.${random.below(20)}-rc.${random.below(9)}+build.${random.text(4, DIGITS)}`,
  (random) =>
    `lodash@${random.below(9)}.${random.below(20)}.${random.below(99)}`,
  (random) => `sha256:${random.text(64, HEX)}`,
  (random) => `${1 + random.below(9999)}.${random.text(2, DIGITS)}`,
  (random) =>
    `${1 + random.below(9)},${random.text(3, DIGITS)},${random.text(3, DIGITS)}.${random.text(2, DIGITS)} EUR`,
  (random) => `$${1 + random.below(999)}.${random.text(2, DIGITS)}`,
  (random) =>
    `2026-${two(random, 12)}-${two(random, 28)}T${two(random, 23)}:${two(random, 59)}:${two(random, 59)}.${random.text(6, DIGITS)}+02:00`,
  (random) =>
    `2026-${two(random, 12)}-${two(random, 28)} ${two(random, 23)}:${two(random, 59)}:${two(random, 59)},${random.text(3, DIGITS)}`,
  (random) => `${two(random, 28)}/Mar/2026:10:15:${two(random, 59)} +0000`,
  (random) => `17${random.text(8, DIGITS)}`,
  (random) => `17${random.text(11, DIGITS)}`,
  (random) => `17${random.text(17, DIGITS)}`,
  (random) => `1${random.text(17, DIGITS)}`,
  (random) => `order-${1 + random.below(9_999_999)}`,
  (random) => `${1 + random.below(999_999_999)}`,
  (random) => `INV-2026-${random.text(6, DIGITS)}`,
  (random) => `req_${random.text(24, ALPHANUMERIC)}`,
  (random) => ip(random),
  (random) => `${ip(random)}:${1024 + random.below(60_000)}`,
  (random) => `2001:db8:${random.text(4, HEX)}::${random.text(3, HEX)}`,
  (random) => Array.from({ length: 6 }, () => random.text(2, HEX)).join(":"),
  (random) => `0x${random.text(12, HEX)}`,
  (random) =>
    `"GET /o/${random.below(99_999)} HTTP/1.1" 200 ${random.below(99_999)} 0.${random.text(3, DIGITS)}`,
  (random) => `${random.below(100)}% of ${random.below(4096)} MiB`,
  (random) => `tokens=${random.below(4000)} max_tokens=4096`,
  (random) => `(main.go:${random.below(999)}) goroutine ${random.below(999)}`,
  (random) => `00-${random.text(32, HEX)}-${random.text(16, HEX)}-01`,
];

const PLACES: readonly [
  (value: string, noise: string) => string,
  ...((value: string, noise: string) => string)[],
] = [
  (value, noise) => `${noise} ${value} ${noise}`,
  (value, noise) => `level=info id=${value} msg=${noise}`,
  (value, noise) => JSON.stringify({ level: "info", id: value, msg: noise }),
  (value, noise) => `2026-03-01 10:15:30 INFO ${noise} [${value}]`,
];

/** Lines in which nothing is private; each with another kind of value. */
export function harmlessLines(
  random: Random,
  count: number,
): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const make = VALUES[index % VALUES.length] ?? VALUES[0];
    return random.pick(PLACES)(make(random), random.text(8));
  });
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => random.text(length, HEX)).join("-");
}

function ip(random: Random): string {
  return Array.from({ length: 4 }, () => random.below(256)).join(".");
}

function two(random: Random, most: number): string {
  return String(1 + random.below(most)).padStart(2, "0");
}
