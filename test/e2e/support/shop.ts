import { eventually } from "./eventually";
import { inbox } from "./services";

/** Where the shop takes its faults; ports are those that the example publishes. */
const SHOP_FAULTS = "http://127.0.0.1:18091";
const CUSTOMER_FAULTS = "http://127.0.0.1:18092";
const FRONT_DOOR = "http://127.0.0.1:18080";

export type ShopFault =
  | "errors"
  | "latency"
  | "connections"
  | "cache-misses"
  | "failed-logins"
  | "full-volume";

async function change(method: "POST" | "DELETE", fault: ShopFault) {
  const host = fault === "failed-logins" ? CUSTOMER_FAULTS : SHOP_FAULTS;
  const signal = AbortSignal.timeout(30_000);
  const response = await fetch(`${host}/${fault}`, { method, signal });
  if (!response.ok) {
    throw new Error(`${method} ${fault}: ${await response.text()}`);
  }
}

export const beginFault = (fault: ShopFault) => change("POST", fault);
export const endFault = (fault: ShopFault) => change("DELETE", fault);

/** One request of each kind of attack that the alerts know. */
export async function attack(): Promise<void> {
  const paths = [
    "/products?id=1%20union%20select%20password",
    "/products?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/products?file=../../../etc/passwd",
    "/products",
  ];
  for (const path of paths) {
    const headers = { "user-agent": "sqlmap/1.8" };
    await fetch(`${FRONT_DOOR}${path}`, { headers });
  }
}

/** An alert as a receiver got it. */
export interface Arrival {
  readonly receiver: string;
  readonly alert: string;
  readonly severity: string;
  readonly service: string;
  readonly description: string;
  readonly at: number;
}

/** All alerts that were told as firing, in the order of their arrival. */
export async function arrivals(
  receivers: readonly string[],
): Promise<readonly Arrival[]> {
  const lists = await Promise.all(
    receivers.map(async (receiver) =>
      (await inbox(receiver)).flatMap(({ receivedAt, body }) =>
        body.alerts
          .filter(({ status }) => status === "firing")
          .map(({ labels, annotations }) => ({
            receiver,
            alert: labels.alertname ?? "",
            severity: labels.severity ?? "",
            service: labels.service ?? "",
            description: annotations.description ?? "",
            at: Date.parse(receivedAt),
          })),
      ),
    ),
  );
  return lists.flat().sort((a, b) => a.at - b.at);
}

/** The seconds from a time until an alert reaches a receiver. */
export async function secondsUntil(
  since: number,
  receiver: string,
  alert: string,
  most: number,
): Promise<number> {
  const arrival = await eventually(
    `${alert} at ${receiver}`,
    most,
    async () => {
      const all = await arrivals([receiver]);
      return all.find((each) => each.alert === alert && each.at >= since);
    },
  );
  return (arrival.at - since) / 1000;
}
