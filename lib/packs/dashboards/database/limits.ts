import type { PanelThreshold } from "../../../domain/dashboard/model";
import type { PostgresqlThresholds } from "../../alerts/postgresql/options";

/** The limits of the alerts as colours of panels, each with the name of its alert. */
export function limits(of: Required<PostgresqlThresholds>) {
  const warning = (value: number, alert: string): PanelThreshold => ({
    value,
    color: "yellow",
    alert,
  });
  const page = (value: number, alert: string): PanelThreshold => ({
    value,
    color: "red",
    alert,
  });
  return {
    pool: [
      warning(of.poolRatioP3, "PostgresqlPoolFilling"),
      page(of.poolRatioP2, "PostgresqlPoolExhausted"),
    ],
    rollbacks: [warning(of.rollbackRatio, "PostgresqlErrorRatioHigh")],
    statementTime: [
      warning(of.statementTime.toSeconds(), "PostgresqlSlowStatements"),
    ],
    transactionAge: [
      warning(of.transactionAge.toSeconds(), "PostgresqlLongTransaction"),
    ],
    idleTransaction: [
      warning(of.idleTransactionAge.toSeconds(), "PostgresqlIdleInTransaction"),
    ],
    lockWaits: [warning(of.lockWaits, "PostgresqlLocksWaiting")],
    /** Green from the limit on. */
    cacheHits: [
      {
        value: of.cacheHitRatio,
        color: "green",
        alert: "PostgresqlCacheHitRatioLow",
      },
    ],
    lag: [
      warning(of.replicationLagP3.toSeconds(), "PostgresqlReplicationLagHigh"),
      page(of.replicationLagP2.toSeconds(), "PostgresqlReplicationLagSevere"),
    ],
    slots: [warning(of.slotBytes, "PostgresqlSlotRetainsWal")],
    deadRows: [warning(of.deadRowRatio, "PostgresqlDeadRowsHigh")],
    wraparound: [
      warning(of.wraparoundRatioP3, "PostgresqlWraparoundNear"),
      page(of.wraparoundRatioP2, "PostgresqlWraparoundImminent"),
    ],
  } as const;
}

export type DatabaseLimits = ReturnType<typeof limits>;
