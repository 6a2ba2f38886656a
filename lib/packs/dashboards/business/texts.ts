import type { BusinessNumber } from "../../alerts/business/bands";
import type { BusinessThresholds } from "../../alerts/business/options";
import type { BandText } from "./band-panels";

/** How the numbers of a business are shown, with the limits of their alerts. */
export function businessTexts(
  limits: Required<BusinessThresholds>,
): Readonly<Record<BusinessNumber, BandText>> {
  return {
    orders: {
      title: "Orders",
      meaning: "Orders placed within 30 minutes.",
      unit: "suffix: orders",
      limit: 1 - limits.ordersTolerance,
    },
    revenue: {
      title: "Revenue",
      meaning: "Value of the orders placed within 30 minutes.",
      unit: "short",
      limit: 1 - limits.revenueTolerance,
    },
    conversion: {
      title: "Conversion",
      meaning: "Share of the visits within 30 minutes that ended in an order.",
      unit: "percentunit",
      limit: 1 - limits.conversionTolerance,
    },
    cancellations: {
      title: "Cancellations",
      meaning: "Share of the orders within 30 minutes that were cancelled.",
      unit: "percentunit",
      limit: 1 + limits.cancellationsTolerance,
    },
    sign_ups: {
      title: "Sign-ups",
      meaning: "Accounts opened within 30 minutes.",
      unit: "suffix: accounts",
      limit: 1 - limits.signUpsTolerance,
    },
    active_users: {
      title: "Active people",
      meaning: "People who use the service.",
      unit: "suffix: people",
      limit: 1 - limits.activeUsersTolerance,
    },
    stock: {
      title: "Stock",
      meaning: "Items that can be sold.",
      unit: "suffix: items",
      limit: 1 - limits.stockTolerance,
    },
  };
}
