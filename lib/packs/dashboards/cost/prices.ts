import { InvalidInputError } from "../../../domain/problem";
import { shown } from "../../../domain/shown";
import { Duration } from "../../../domain/units";

/** What storage costs. */
export interface StoragePrices {
  /**
   * Price of a gibibyte that is stored for a month.
   * @default 0.1, about that of disks that are attached to virtual machines
   */
  readonly perGibibyteMonth?: number;
  /** @default "USD" */
  readonly currency?: "USD" | "EUR" | "GBP" | "JPY";
  /**
   * How long log lines are kept.
   * @default Duration.days(7)
   */
  readonly logRetention?: Duration;
}

/** @throws InvalidInputError for a price that is no number of at least 0 */
export function storagePrices(prices: StoragePrices): Required<StoragePrices> {
  const { perGibibyteMonth = 0.1 } = prices;
  if (!(Number.isFinite(perGibibyteMonth) && perGibibyteMonth >= 0)) {
    throw new InvalidInputError(
      "storage-price",
      `perGibibyteMonth must be a number of at least 0, got ${shown(perGibibyteMonth)}; give the price of one gibibyte for a month`,
    );
  }
  return {
    perGibibyteMonth,
    currency: prices.currency ?? "USD",
    logRetention: prices.logRetention ?? Duration.days(7),
  };
}
