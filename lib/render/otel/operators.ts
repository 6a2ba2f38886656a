/** A step that the collector's receivers take with each line. */
export type Operator = Readonly<Record<string, unknown>>;

/** What was read from a line, until the last step; no group of a regular expression can have this name. */
export const PARSED = 'attributes["log.parsed"]';

/** What becomes something else than a field: labels, the trace, the time. */
export const FOUND_NAME = "log.found";
export const FOUND = `attributes["${FOUND_NAME}"]`;

/** Sets a field to the value of an expression. */
export function setField(
  field: string,
  expression: string,
  condition?: string,
): Operator {
  return {
    type: "add",
    field,
    value: `EXPR(${expression})`,
    ...(condition !== undefined && { if: condition }),
    on_error: "send_quiet",
  };
}

export function removeField(field: string): Operator {
  return { type: "remove", field, on_error: "send_quiet" };
}

/**
 * Reads the named groups of a regular expression into what was parsed so far.
 *
 * @param options.from a part that was parsed before; default: the line
 * @param options.when default: always
 */
export function readRegex(
  regex: string,
  options: { readonly from?: string; readonly when?: string } = {},
): Operator {
  const { from, when } = options;
  const there = from === undefined ? [] : [`type(${from}) == "string"`];
  const conditions = [...there, ...(when === undefined ? [] : [when])];
  return {
    type: "regex_parser",
    regex,
    ...(from !== undefined && { parse_from: from }),
    parse_to: PARSED,
    ...(conditions.length > 0 && { if: conditions.join(" and ") }),
    on_error: "send_quiet",
  };
}

/** What an operator that others go to is called, and where one that chooses goes to. */
interface Places {
  readonly id?: string;
  readonly routes?: readonly {
    readonly expr: string;
    readonly output: readonly string[];
  }[];
  readonly default?: readonly string[];
}

/**
 * Steps that are left out by the entries of which the condition holds: to ask once costs less than to ask at each step.
 *
 * @param name unlike that of any others of the same receiver
 */
export function unless(
  condition: string,
  name: string,
  operators: readonly Operator[],
): readonly Operator[] {
  const [first, ...others] = operators.map((each) => renamed(each, name));
  if (first === undefined) {
    return [];
  }
  const begin = (first as Places).id ?? `${name}_begin`;
  return [
    {
      type: "router",
      routes: [{ expr: condition, output: [`${name}_end`] }],
      default: [begin],
    },
    { ...first, id: begin },
    ...others,
    { type: "noop", id: `${name}_end` },
  ];
}

function renamed(operator: Operator, name: string): Operator {
  const places: Places = operator;
  const longer = (id: string): string => `${name}_${id}`;
  return {
    ...operator,
    ...(places.id !== undefined && { id: longer(places.id) }),
    ...(places.routes !== undefined && {
      routes: places.routes.map((route) => ({
        ...route,
        output: route.output.map(longer),
      })),
    }),
    ...(places.default !== undefined && {
      default: places.default.map(longer),
    }),
  };
}

/** Sets a field to the same value in each line. */
export function setConstant(field: string, value: string): Operator {
  // Else the collector would take it for an expression.
  return value.startsWith("EXPR(")
    ? setField(field, literal(value))
    : { type: "add", field, value };
}

/** Text in the language of the collector's expressions. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** The entry of `table` under the value of `expression`, or nil. */
export function lookup(
  table: Readonly<Record<string, string>>,
  expression: string,
): string {
  const entries = Object.entries(table).map(
    ([key, value]) => `${literal(key)}: ${literal(value)}`,
  );
  return `{${entries.join(", ")}}[${expression}]`;
}

/** What was parsed under this name, or nil. */
export function parsed(name: string): string {
  return `${PARSED}?.${name}`;
}
