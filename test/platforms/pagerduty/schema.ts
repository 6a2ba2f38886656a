/** How an argument may be given. */
type Use = "required" | "optional" | "computed" | "either";

interface Block {
  readonly attributes?: Readonly<Record<string, readonly [unknown, Use]>>;
  /** Nested blocks; those whose name begins with `?` may be there once. */
  readonly blocks?: Readonly<Record<string, Block>>;
}

const LIST = ["list", "string"];

/**
 * What `pagerduty/pagerduty` 3.30 says of what this library makes, by the documentation of its resources.
 * https://registry.terraform.io/providers/PagerDuty/pagerduty/3.30.8/docs
 */
export const RESOURCES: Readonly<Record<string, Block>> = {
  pagerduty_schedule: {
    attributes: {
      id: ["string", "either"],
      name: ["string", "optional"],
      time_zone: ["string", "required"],
      description: ["string", "optional"],
      overflow: ["bool", "optional"],
      teams: [LIST, "optional"],
    },
    blocks: {
      layer: {
        attributes: {
          id: ["string", "computed"],
          name: ["string", "either"],
          start: ["string", "required"],
          end: ["string", "optional"],
          rotation_virtual_start: ["string", "required"],
          rotation_turn_length_seconds: ["number", "required"],
          users: [LIST, "required"],
        },
        blocks: {
          restriction: {
            attributes: {
              type: ["string", "required"],
              start_time_of_day: ["string", "required"],
              start_day_of_week: ["number", "optional"],
              duration_seconds: ["number", "required"],
            },
          },
        },
      },
    },
  },
  pagerduty_escalation_policy: {
    attributes: {
      id: ["string", "either"],
      name: ["string", "required"],
      description: ["string", "optional"],
      num_loops: ["number", "optional"],
      teams: [LIST, "optional"],
    },
    blocks: {
      rule: {
        attributes: {
          id: ["string", "computed"],
          escalation_delay_in_minutes: ["number", "required"],
        },
        blocks: {
          target: {
            attributes: {
              type: ["string", "optional"],
              id: ["string", "required"],
            },
          },
        },
      },
    },
  },
  pagerduty_service: {
    attributes: {
      id: ["string", "either"],
      name: ["string", "required"],
      description: ["string", "optional"],
      escalation_policy: ["string", "required"],
      alert_creation: ["string", "optional"],
      auto_resolve_timeout: ["string", "optional"],
      acknowledgement_timeout: ["string", "optional"],
      html_url: ["string", "computed"],
      status: ["string", "computed"],
    },
    blocks: {
      "?incident_urgency_rule": {
        attributes: {
          type: ["string", "required"],
          urgency: ["string", "optional"],
        },
      },
    },
  },
  pagerduty_service_integration: {
    attributes: {
      id: ["string", "either"],
      name: ["string", "optional"],
      service: ["string", "required"],
      type: ["string", "either"],
      vendor: ["string", "either"],
      integration_key: ["string", "either"],
      html_url: ["string", "computed"],
    },
  },
  pagerduty_alert_grouping_setting: {
    attributes: {
      id: ["string", "computed"],
      name: ["string", "required"],
      description: ["string", "either"],
      type: ["string", "required"],
      services: [["set", "string"], "required"],
    },
    blocks: {
      "?config": {
        attributes: {
          aggregate: ["string", "optional"],
          fields: [["set", "string"], "optional"],
          time_window: ["number", "either"],
          timeout: ["number", "either"],
        },
      },
    },
  },
};

export const DATA_SOURCES: Readonly<Record<string, Block>> = {
  pagerduty_user: {
    attributes: {
      id: ["string", "computed"],
      email: ["string", "required"],
      name: ["string", "computed"],
    },
  },
};

const PROVIDER: Block = {
  attributes: {
    api_url_override: ["string", "optional"],
    service_region: ["string", "optional"],
    token: ["string", "optional"],
  },
};

const FLAGS: Readonly<Record<Use, object>> = {
  required: { required: true },
  optional: { optional: true },
  computed: { computed: true },
  either: { optional: true, computed: true },
};

/** The same as `terraform providers schema -json` writes it. */
export function schemaDocument(): object {
  const all = (blocks: Readonly<Record<string, Block>>) =>
    mapped(blocks, (block) => ({ version: 0, block: written(block) }));
  return {
    format_version: "1.0",
    provider_schemas: {
      "registry.terraform.io/pagerduty/pagerduty": {
        provider: { version: 0, block: written(PROVIDER) },
        resource_schemas: all(RESOURCES),
        data_source_schemas: all(DATA_SOURCES),
      },
    },
  };
}

function written({ attributes = {}, blocks = {} }: Block): object {
  return {
    attributes: mapped(attributes, ([type, use]) => ({ type, ...FLAGS[use] })),
    block_types: Object.fromEntries(
      Object.entries(blocks).map(([name, block]) => [
        name.replace("?", ""),
        {
          nesting_mode: "list",
          ...(name.startsWith("?") && { max_items: 1 }),
          block: written(block),
        },
      ]),
    ),
  };
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value)]),
  );
}
