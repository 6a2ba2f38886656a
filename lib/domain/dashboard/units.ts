/**
 * Units that Grafana knows by id: those of computing, time, money and the environment of machines.
 * @see https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts
 */
const UNITS: ReadonlySet<string> = new Set([
  ...["none", "short", "sishort", "string", "locale", "sci", "hex"],
  ...["percent", "percentunit", "humidity", "dB", "bool", "bool_on_off"],
  ...["bytes", "decbytes", "bits", "decbits", "kbytes", "mbytes", "gbytes"],
  ...["binBps", "Bps", "binbps", "bps", "pps"],
  ...["KiBs", "KBs", "MiBs", "MBs", "GiBs", "GBs"],
  ...["ns", "µs", "ms", "s", "m", "h", "d"],
  ...["dtdurationms", "dtdurations", "dthms", "clocks"],
  ...["dateTimeAsIso", "dateTimeAsLocal", "dateTimeFromNow"],
  ...["cps", "ops", "reqps", "rps", "wps", "iops", "eps", "mps", "rowsps"],
  ...["cpm", "opm", "reqpm", "rpm", "wpm", "epm", "mpm"],
  ...["currencyUSD", "currencyEUR", "currencyGBP", "currencyJPY"],
  ...["hertz", "rotrpm", "celsius", "fahrenheit", "kelvin"],
  ...["watt", "kwatt", "watth", "kwatth", "volt", "amp", "joule"],
]);

/** Units made of text or scale, such as `suffix:orders` or `si:Wh`. */
const FREE_UNIT = /^(?:prefix|suffix|time|si|count|currency):.+/;

export const KNOWN_UNITS: readonly string[] = [...UNITS];

/** Whether Grafana can print a number in this unit. */
export function isUnit(unit: string): boolean {
  return UNITS.has(unit) || FREE_UNIT.test(unit);
}
