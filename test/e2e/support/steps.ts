const MINUTE = 60_000;

interface StepOptions {
  readonly minutes: number;
  /** Title of the step that this one needs. */
  readonly after?: string;
}

/** Declares a test that is one of several steps. */
export type Step = (
  title: string,
  options: StepOptions,
  body: () => Promise<void> | void,
) => void;

/**
 * Steps of one test. One is not tried when one that it needs has failed: that saves its waits, and what it does to fixed
 * ports can reach nothing but what the test has deployed.
 */
export function steps(): Step {
  const done = new Set<string>();
  return (title, { minutes, after }, body) => {
    const run = async () => {
      if (after !== undefined && !done.has(after)) {
        throw new Error(`not tried, since this did not succeed: ${after}`);
      }
      await body();
      done.add(title);
    };
    it(title, run, minutes * MINUTE);
  };
}
