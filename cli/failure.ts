/** What a person can expect to go wrong: told in one message, without a stack trace, with exit code 1. */
export class Failure extends Error {
  /**
   * @param message what must hold and what was found
   * @param remedy what to do about it; may have several lines
   */
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
    this.name = "Failure";
  }

  override toString(): string {
    return `${this.message}\n${this.remedy.replace(/^/gm, "  ")}`;
  }
}
