import { ALPHANUMERIC, DIGITS, HEX, type Random } from "./random";

/** Something private in a line, and the part of it that must not be found afterwards. */
export interface Planted {
  readonly kind: string;
  readonly line: string;
  /** Texts none of which may reach the store. */
  readonly secret: readonly string[];
}

/** A value that is private by itself, wherever it stands. */
type Maker = (random: Random) => string;

const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export const VALUES: Readonly<Record<string, Maker>> = {
  email: (random) =>
    `${random.text(6)}${random.pick([".", "+", "_", ""])}${random.text(5)}@${random.text(6)}.${random.pick(["com", "de", "co.uk", "io"])}`,
  card: (random) => grouped(random, withCheckDigit(card(random))),
  iban: (random) => {
    const bare = random.pick([
      `DE${random.text(20, DIGITS)}`,
      `GB${random.text(2, DIGITS)}${random.text(4, CAPITALS)}${random.text(14, DIGITS)}`,
      `NL${random.text(2, DIGITS)}${random.text(4, CAPITALS)}${random.text(10, DIGITS)}`,
      `NO${random.text(13, DIGITS)}`,
    ]);
    return random.below(2) === 0 ? bare : bare.replace(/(.{4})(?=.)/g, "$1 ");
  },
  phone: (random) => {
    const digits = (length: number): string => random.text(length, DIGITS);
    return random.pick([
      `+49 30 9${digits(6)}`,
      `+1 (555) 2${digits(2)}-${digits(4)}`,
      `+44207946${digits(4)}`,
      `555-2${digits(2)}-${digits(4)}`,
      `(415) 2${digits(2)}-${digits(4)}`,
      `030/9${digits(6)}`,
      `0171 ${digits(7)}`,
      `06 ${digits(2)} ${digits(2)} ${digits(2)} ${digits(2)}`,
      `0033-6${digits(8)}`,
    ]);
  },
  "e-mail address of another alphabet": (random) =>
    random.pick([
      `j${random.text(6)}ö@m${random.text(4)}ünchen.de`,
      `${random.text(8)}@例え.テスト`,
    ]),
  "long card": (random) =>
    withCheckDigit(
      `${random.pick(["4", "62", "6759"])}${random.text(17, DIGITS)}`.slice(
        0,
        18,
      ),
    ),
  "small IBAN": (random) =>
    random.pick([
      `de${random.text(20, DIGITS)}`,
      `nl${random.text(2, DIGITS)}${random.text(4)}${random.text(10, DIGITS)}`,
    ]),
  jwt: (random) =>
    `eyJ${random.text(17, ALPHANUMERIC)}.eyJ${random.text(21, ALPHANUMERIC)}.${random.text(22, ALPHANUMERIC)}-_`,
  "api-key": (random) =>
    random.pick([
      `AKIA${random.text(16, CAPITALS + DIGITS)}`,
      `ghp_${random.text(36, ALPHANUMERIC)}`,
      `github_pat_${random.text(30, ALPHANUMERIC)}`,
      `sk_live_${random.text(24, ALPHANUMERIC)}`,
      `xoxb-${random.text(12, DIGITS)}-${random.text(20, ALPHANUMERIC)}`,
      `AIza${random.text(35, ALPHANUMERIC)}`,
      `glpat-${random.text(20, ALPHANUMERIC)}`,
      `sk-proj-${random.text(48, ALPHANUMERIC)}`,
      `SG.${random.text(22, ALPHANUMERIC)}.${random.text(43, ALPHANUMERIC)}`,
      `SK${random.text(32, HEX)}`,
      `hvs.${random.text(24, ALPHANUMERIC)}`,
    ]),
};

const PLACES: readonly [
  (value: string, noise: string) => string,
  ...((value: string, noise: string) => string)[],
] = [
  (value) => value,
  (value, noise) => `${value} ${noise}`,
  (value, noise) => `${noise} ${value}`,
  (value, noise) => `${noise} ${value}, ${noise}.`,
  (value, noise) => `<${value}> (${value}) [${noise}]`,
  (value, noise) => `user='${value}' x="${value}" ${noise}`,
  (value, noise) => `msg=${value};${noise}`,
  (value, noise) => `日本語${value}日本語 ${noise}é${value}é`,
  (value, noise) => JSON.stringify({ level: "info", msg: noise, value }),
  (value, noise) => JSON.stringify({ level: "info", [value]: noise }),
  (value, noise) => JSON.stringify({ a: { b: [noise, { c: value }] } }),
  (value, noise) => JSON.stringify({ msg: `${noise}\n${value}\t${noise}` }),
  (value, noise) => JSON.stringify({ m: JSON.stringify({ v: value, noise }) }),
  (value, noise) => JSON.stringify({ msg: `"${value}" \\ ${noise}` }),
  (value, noise) =>
    `{"msg":"${noise}\\u00e9${value}\\u00e9","path":"\\/x\\/${value}"}`,
  (value, noise) =>
    `GET https://shop.example/x?${noise}=1&q=${encodeURI(value)}#y`,
];

/** Values that only their name or place tells. */
const NAMED: readonly [
  (secret: string, noise: string) => string,
  ...((secret: string, noise: string) => string)[],
] = [
  (secret, noise) => `connect postgres://app:${secret}@db:5432/x ${noise}`,
  (secret, noise) => `redis://:${secret}@cache:6379 ${noise}`,
  (secret, noise) => `GET /login?${noise}=1&password=${secret}&x=2`,
  (secret, noise) => `GET /cb?token=${secret} ${noise}`,
  (secret, noise) => JSON.stringify({ user: noise, password: secret }),
  (secret, noise) => JSON.stringify({ db: { DB_PASSWORD: secret }, noise }),
  (secret) => JSON.stringify({ m: JSON.stringify({ password: secret }) }),
  (secret, noise) =>
    JSON.stringify({
      m: JSON.stringify({ n: JSON.stringify({ apiKey: secret, noise }) }),
    }),
  (secret) => JSON.stringify({ password: `a"${secret}\\"${secret}` }),
  (secret) =>
    JSON.stringify({ m: JSON.stringify({ password: `a"${secret}\\b` }) }),
  (secret, noise) => `{'password': '${secret}', 'x': '${noise}'}`,
  (secret, noise) => `level=info client_secret=${secret} msg=${noise}`,
  (secret, noise) => `level=info passwd="${noise} ${secret}" msg=${noise}`,
  (secret, noise) => `api_key: ${secret} ${noise}`,
  (secret, noise) => `API-KEY="${secret}" ${noise}`,
  (secret, noise) => `mysql --password ${secret} ${noise}`,
  (secret, noise) => `ALTER USER ${noise} PASSWORD '${secret}'`,
  (secret, noise) => `Authorization: Bearer ${secret} ${noise}`,
  (secret) => JSON.stringify({ headers: { authorization: `Basic ${secret}` } }),
  (secret, noise) => `${noise} bearer 7${secret} ${noise}`,
  (secret, noise) => `{"msg":"${noise}","password":"${secret}`,
  (secret, noise) =>
    `Authorization: Digest username="${noise}", response="${secret}"`,
  (secret, noise) => `Cookie: theme=${noise}; sid=${secret}; lang=de`,
  (secret) => JSON.stringify({ headers: { "set-cookie": [`sid=${secret}`] } }),
  (secret, noise) => `curl -H 'X-Api-Key: ${secret}' https://${noise}`,
  (secret) => `CREATE USER app IDENTIFIED BY '${secret}'`,
  (secret) => `duplicate: Key (token)=(${secret}) already exists.`,
  (secret) => `AccountName=a;AccountKey=${secret}==;EndpointSuffix=core`,
  (secret) => `https://a.blob.example/c?sv=2020&sig=${secret}%3D`,
  (secret) => `GET /cb?next=%2Fx%3Ftoken%3D${secret}%26y`,
  (secret) => JSON.stringify({ env: [{ name: "DB_PASSWORD", value: secret }] }),
  (secret) =>
    JSON.stringify({ m: `{password:"${secret}", 'passwd': "${secret}"}` }),
  (secret) => JSON.stringify({ credentials: { user: "a", key: secret } }),
  (secret) => `<password>${secret}</password>`,
  (secret) => `https%3A%2F%2Fapp%3A${secret}%40h.example`,
  (secret) => `COMMAND=/usr/bin/mysql -uroot -p${secret} shop`,
  // Ids of users, in the ways in which programs call them.
  (secret, noise) => JSON.stringify({ user_id: secret, noise }),
  (secret, noise) => `level=info userId=${secret} msg=${noise}`,
  (secret) => JSON.stringify({ m: JSON.stringify({ "enduser.id": secret }) }),
  (secret) => JSON.stringify({ user: { name: "a", roles: ["b"], id: secret } }),
  (secret) => JSON.stringify({ user_ids: [secret, "b"], usr: { id: secret } }),
  (secret) => `SELECT 1 FROM orders WHERE user_id = '${secret}'`,
  (secret) => `X-User-Id: ${secret}`,
  (secret) => `{"uid":"${secret}"}`,
  (secret) =>
    `10.0.0.1 - ${secret} [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5`,
];

/** Lines with something private in every position. */
export function plantedLines(
  random: Random,
  count: number,
): readonly Planted[] {
  const kinds = Object.keys(VALUES);
  return Array.from({ length: count }, (_, index): Planted => {
    const noise = random.text(8);
    if (index % 3 === 0) {
      const secret = random.text(14, ALPHANUMERIC);
      const place = (index / 3) % NAMED.length;
      return {
        kind: `named ${place}`,
        line: (NAMED[place] ?? NAMED[0])(secret, noise),
        secret: [secret],
      };
    }
    const kind = kinds[random.below(kinds.length)] ?? "email";
    const value = VALUES[kind]?.(random) ?? "";
    const place = random.below(PLACES.length);
    return {
      kind: `${kind} at ${place}`,
      line: (PLACES[place] ?? PLACES[0])(value, noise),
      secret: [value, encodeURI(value)],
    };
  });
}

function card(random: Random): string {
  const digits = (length: number): string => random.text(length, DIGITS);
  return random.pick([
    `4${digits(14)}`,
    `5${1 + random.below(5)}${digits(13)}`,
    `222${3 + random.below(7)}${digits(11)}`,
    `6011${digits(11)}`,
    `34${digits(12)}`,
    `36${digits(11)}`,
  ]);
}

function withCheckDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, sign, index) => {
    const counted = index % 2 === 0 ? Number(sign) * 2 : Number(sign);
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function grouped(random: Random, digits: string): string {
  const separator = random.pick(["", " ", "-"]);
  const groups =
    digits.length === 16 ? /(.{4})(.{4})(.{4})(.{4})/ : /(.{4})(.{6})(.+)()/;
  return digits
    .replace(groups, ["$1", "$2", "$3", "$4"].join(separator))
    .replace(/[ -]$/, "");
}
