# Own time by service and operation, in seconds, of the traces that Jaeger's API gives: the duration of each span without the
# times in which one of its children runs.
#
#   curl -s 'http://127.0.0.1:16686/api/traces?service=checkout&lookback=1h&limit=500' | jq -rf own-time.jq

# Length of the union of intervals.
def covered:
  sort
  | reduce .[] as [$from, $to] ([0, 0];
      if $to <= .[1] then . else [.[0] + $to - ([$from, .[1]] | max), $to] end)
  | .[0];

[ .data[]
  | .processes as $processes
  | .spans as $all
  | $all[]
  | .spanID as $id
  | .startTime as $from
  | (.startTime + .duration) as $to
  | [ $all[]
      | select(any(.references[]?; .refType == "CHILD_OF" and .spanID == $id))
      | [([.startTime, $from] | max), ([.startTime + .duration, $to] | min)]
      | select(.[0] < .[1])
    ] as $children
  | {
      service: $processes[.processID].serviceName,
      operation: .operationName,
      own: (.duration - ($children | covered))
    }
]
| group_by([.service, .operation])
| map([.[0].service, .[0].operation, length, (map(.own) | add / 1e6)])
| sort_by(-.[3])[]
| @tsv
