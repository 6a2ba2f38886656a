/** A number in a unit of Grafana, about as Grafana prints it. */
export function format(value: number, unit: string, decimals?: number): string {
  switch (unit) {
    case "percentunit":
      return `${plain(value * 100, decimals ?? (value > 0.2 && value < 0.98 ? 1 : undefined))}%`;
    case "reqps":
      return `${plain(value, decimals ?? (value < 10 ? 2 : 1))} req/s`;
    case "cps":
      return `${plain(value, decimals ?? (value < 10 ? 2 : 1))} c/s`;
    case "s":
      return duration(value);
    case "short":
      return short(value, decimals);
    default:
      return plain(value, decimals);
  }
}

function plain(value: number, decimals?: number): string {
  const digits = decimals ?? (Math.abs(value) >= 100 ? 0 : 3);
  const text = value.toFixed(digits);
  return decimals === undefined ? String(Number(text)) : text;
}

function short(value: number, decimals?: number): string {
  const [scaled, suffix] =
    value >= 1e6
      ? [value / 1e6, " Mil"]
      : value >= 1e3
        ? [value / 1e3, " K"]
        : [value, ""];
  return `${plain(scaled, suffix === "" ? decimals : 1)}${suffix}`;
}

function duration(seconds: number): string {
  const units = [
    ["days", 86_400],
    ["hours", 3_600],
    ["mins", 60],
  ] as const;
  const [name, size] = units.find(([, each]) => seconds >= each) ?? ["s", 1];
  return `${plain(seconds / size, 1)} ${name}`;
}
