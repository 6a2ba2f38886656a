/** One file of each format, with most of its fields. */
export const SLOTH = `version: "prometheus/v1"
service: "checkout"
labels:
  team: "payments"
  tier: "1"
slos:
  - name: "availability"
    objective: 99.9
    labels:
      tier: "2"
    sli:
      events:
        error_query: sum(rate(http_requests_total{job="checkout",code=~"5.."}[{{.window}}])) or vector(0)
        total_query: sum(rate(http_requests_total{job="checkout"}[{{.window}}]))
    alerting:
      name: CheckoutErrors
      labels:
        category: "availability"
      annotations:
        runbook: "https://example.com/runbook"
      page_alert:
        labels:
          severity: critical
      ticket_alert:
        labels:
          severity: warning
  - name: "latency"
    objective: 95
    sli:
      events:
        error_query: |
          (
            sum(rate(http_request_duration_seconds_count{job="checkout"}[{{.window}}]))
            -
            sum(rate(http_request_duration_seconds_bucket{job="checkout",le="0.5"}[{{.window}}]))
          )
        total_query: sum(rate(http_request_duration_seconds_count{job="checkout"}[{{.window}}]))
    alerting:
      name: CheckoutSlow
      page_alert:
        disable: true
      ticket_alert:
        labels:
          channel: "shop"
  - name: "up"
    objective: 99
    sli:
      raw:
        error_ratio_query: 1 - sum(sum_over_time(up{job="checkout"}[{{.window}}])) / sum(count_over_time(up{job="checkout"}[{{.window}}]))
    alerting:
      name: CheckoutUp
      ticket_alert:
        disable: true
`;

/** With every field of the file on the first page of Sloth's documentation, https://sloth.dev/introduction/. */
export const SLOTH_FIRST = `version: "prometheus/v1"
service: "myservice"
labels:
  owner: "myteam"
  repo: "myorg/myservice"
  tier: "2"
slos:
  - name: "requests-availability"
    objective: 99.9
    description: "Answers without an error of the server."
    sli:
      events:
        error_query: sum(rate(http_request_duration_seconds_count{job="myservice",code=~"(5..|429)"}[{{.window}}]))
        total_query: sum(rate(http_request_duration_seconds_count{job="myservice"}[{{.window}}]))
    alerting:
      name: MyServiceHighErrorRate
      labels:
        category: "availability"
      annotations:
        summary: "High error rate on 'myservice' requests responses"
        channel: "#errors"
      page_alert:
        labels:
          severity: pageteam
          routing_key: myteam
      ticket_alert:
        labels:
          severity: "slack"
          slack_channel: "#alerts-myteam"
`;

export const SLOTH_OBJECT = `apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
metadata:
  name: checkout
  namespace: monitoring
spec:
  service: checkout
  slos:
    - name: availability
      objective: 99.9
      sli:
        events:
          errorQuery: sum by (tenant) (rate(e_total[{{ .window }}]))
          totalQuery: sum by (tenant) (rate(t_total[{{ .window }}]))
      alerting:
        name: Burn
        pageAlert:
          labels:
            severity: critical
        ticketAlert: {}
`;

export const PYRRA = `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata:
  name: checkout-errors
  labels:
    pyrra.dev/team: payments
    pyrra.dev/service: checkout
    prometheus: k8s
  annotations:
    pyrra.dev/runbook_url: https://example.com/runbook
spec:
  target: "99.5"
  window: 4w
  description: Orders
  indicator:
    ratio:
      errors:
        metric: http_requests_total{job="shop",code=~"5.."}
      total:
        metric: http_requests_total{job="shop"}
      grouping:
        - route
  alerting:
    name: OrdersFail
    severities:
      fastBurn: critical
      mediumBurn: warning
---
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata:
  name: checkout-latency
spec:
  target: "95"
  window: 2w
  indicator:
    latency:
      success:
        metric: http_request_duration_seconds_bucket{job="shop",le="0.1"}
      total:
        metric: http_request_duration_seconds_count{job="shop"}
---
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata:
  name: checkout-latency-native
spec:
  target: "95"
  window: 2w
  indicator:
    latencyNative:
      latency: 200ms
      total:
        metric: http_request_duration_seconds{job="shop"}
---
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata:
  name: checkout-probe
spec:
  target: "99"
  window: 30d
  indicator:
    bool_gauge:
      metric: probe_success{job="shop"}
`;

export const OPENSLO = `apiVersion: openslo/v1
kind: DataSource
metadata:
  name: metrics
spec:
  type: Prometheus
  connectionDetails:
    token: secret
---
apiVersion: openslo/v1
kind: Service
metadata:
  name: web
spec:
  description: The web shop
---
apiVersion: openslo/v1
kind: SLI
metadata:
  name: web-requests
spec:
  ratioMetric:
    counter: true
    good:
      metricSource:
        metricSourceRef: metrics
        spec:
          query: sum(http_requests_total{job="web",code!~"5.."})
    total:
      metricSource:
        metricSourceRef: metrics
        spec:
          query: sum(http_requests_total{job="web"})
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: web-availability
  displayName: Web
  labels:
    team: [sales]
    env: prod
spec:
  service: web
  indicatorRef: web-requests
  timeWindow:
    - duration: 1M
      isRolling: false
      calendar:
        startTime: 2024-01-01 00:00:00
        timeZone: Europe/Berlin
  budgetingMethod: Occurrences
  objectives:
    - displayName: Good
      target: 0.995
    - displayName: Very good
      targetPercent: 99.9
  alertPolicies:
    - alertPolicyRef: fast
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata:
  name: fast
spec:
  alertWhenBreaching: true
  conditions:
    - kind: AlertCondition
      metadata:
        name: fast
      spec:
        severity: page
        condition:
          kind: burnrate
          op: gte
          threshold: 14.88
          lookbackWindow: 1h
          alertAfter: 5m
  notificationTargets:
    - targetRef: mail
---
apiVersion: openslo/v1
kind: AlertNotificationTarget
metadata:
  name: mail
spec:
  target: email
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: web-queue
spec:
  service: web
  indicator:
    metadata:
      name: queue
    spec:
      thresholdMetric:
        metricSource:
          type: Prometheus
          spec:
            query: queue_length{job="web"}
  timeWindow:
    - duration: 28d
      isRolling: true
  budgetingMethod: Timeslices
  objectives:
    - op: lt
      value: 100
      target: 0.99
      timeSliceTarget: 1
      timeSliceWindow: 1m
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: web-journey
spec:
  service: web
  timeWindow:
    - duration: 30d
      isRolling: true
  budgetingMethod: RatioTimeslices
  objectives:
    - displayName: search
      target: 0.99
      timeSliceWindow: 1m
      compositeWeight: 3
      indicatorRef: web-requests
    - displayName: pay
      target: 0.99
      timeSliceWindow: 1m
      indicator:
        metadata:
          name: pay
        spec:
          ratioMetric:
            counter: true
            bad:
              metricSource:
                type: Prometheus
                spec:
                  query: sum(rate(pay_errors_total[5m]))
            total:
              metricSource:
                type: Prometheus
                spec:
                  query: sum(rate(pay_total[5m]))
`;
