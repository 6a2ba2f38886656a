import { removeField, setField, type Operator } from "./operators";

/** How long a line waits for those that belong to it; less would part them when the agent is busy. */
export const WAIT = "2s";

/** Where a line waits for the one that belongs to it. */
const HEAD = 'attributes["log.head"]';

/**
 * Joins a line to the one directly before it. What waits is empty meanwhile: a batch is passed on as soon as it holds two
 * signs, and so no other line waits or has another joined to it.
 *
 * @param options.waits expression of a line that may go on in the next
 * @param options.belongs expression of a line that goes on with one that waits
 * @param options.atMost how long it waits
 */
export function joinWaiting(
  source: string,
  options: {
    readonly waits: string;
    readonly belongs: string;
    readonly atMost: string;
  },
): readonly Operator[] {
  const waiting = `${HEAD} != nil`;
  return [
    setField(HEAD, "body", options.waits),
    setField("body", '""', waiting),
    {
      ...recombine(source),
      // A line of one sign or none would wait too.
      if: `${waiting} or len(body) > 1`,
      is_first_entry: `not (${options.belongs})`,
      force_flush_period: options.atMost,
      max_log_size: "1",
    },
    setField(
      "body",
      String.raw`body == "" ? ${HEAD} : ${HEAD} + "\n" + body`,
      waiting,
    ),
    { ...removeField(HEAD), if: waiting },
  ];
}

/** Joins lines of one writer. */
export function recombine(source: string): Operator {
  return {
    type: "recombine",
    combine_field: "body",
    combine_with: "\n",
    source_identifier: source,
    force_flush_period: WAIT,
    max_log_size: "1MiB",
    max_batch_size: 5000,
    overwrite_with: "oldest",
    on_error: "send_quiet",
  };
}
