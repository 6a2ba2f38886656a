export {
  EscalationPolicy,
  type EscalationLevelOptions,
  type EscalationPolicyOptions,
  type EscalationTarget,
} from "../../domain/routing/escalation-policy";
export {
  OnCallSchedule,
  type OnCallLayerOptions,
  type OnCallRegionOptions,
  type OnCallScheduleOptions,
} from "../../domain/routing/on-call-schedule";
export type {
  PagerDutyGrouping,
  PagerDutyServiceOptions,
} from "../../domain/routing/pagerduty-service";
export { PagerDuty, type PagerDutyProps } from "./pagerduty";
export { PagerDutyService } from "./service";
