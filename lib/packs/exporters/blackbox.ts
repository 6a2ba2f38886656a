import { catalog } from "./catalog";
import { goMetrics, metricsHandlerMetrics, processMetrics } from "./runtime";

/** What a probe of the blackbox exporter tells of its target; which depends on the kind of probe. */
export const blackboxMetrics = catalog({
  gauge: {
    probe_success: "1 when the probe succeeded, else 0",
    probe_duration_seconds: "time of the whole probe, in seconds",
    probe_dns_lookup_time_seconds: "time of the name lookup, in seconds",
    probe_failed_due_to_bytes:
      "1 when the bytes of a TCP answer did not fit those expected",
    probe_ip_addr_hash: "hash of the target's address, to see it change",
    probe_ip_protocol: "4 or 6, the version of IP used",
    probe_failed_due_to_regex:
      "1 when the content did not fit the expected pattern",
    probe_http_content_length:
      "length of the answer as announced, in bytes, -1 when unknown",
    probe_http_duration_seconds: "time of the request by phase, in seconds",
    probe_http_last_modified_timestamp_seconds:
      "age that the answer tells of, as Unix time in seconds",
    probe_http_redirects: "redirects followed",
    probe_http_ssl: "1 when the last answer came over TLS",
    probe_http_status_code: "status code of the last answer",
    probe_http_uncompressed_body_length: "length of the answer, in bytes",
    probe_http_version: "version of HTTP",
    probe_ssl_earliest_cert_expiry:
      "first end of a certificate, as Unix time in seconds",
    probe_ssl_last_chain_expiry_timestamp_seconds:
      "end of the longest valid chain of certificates, as Unix time in seconds",
    probe_ssl_last_chain_info: "always 1; the labels describe the certificate",
    probe_tls_version_info: "always 1; the label version is that of TLS",
    probe_tls_cipher_info: "always 1; the label cipher is that of TLS",
    probe_icmp_duration_seconds: "time of the ping by phase, in seconds",
    probe_icmp_reply_hop_limit: "hop limit of the reply",
    probe_dns_answer_rrs: "records in the answer section",
    probe_dns_duration_seconds: "time of the DNS question by phase, in seconds",
    probe_dns_query_succeeded: "1 when the DNS question was answered",
  },
});

/** What the blackbox exporter tells of itself. */
export const blackboxExporterMetrics = [
  ...catalog({
    counter: {
      blackbox_module_unknown_total: "probes with a module that does not exist",
    },
    gauge: {
      blackbox_exporter_build_info:
        "always 1; the label version is that of the exporter",
      blackbox_exporter_config_last_reload_success_timestamp_seconds:
        "time of the last good reload, as Unix time in seconds",
      blackbox_exporter_config_last_reload_successful:
        "1 when the last reload of the configuration succeeded, else 0",
    },
  }),
  ...goMetrics,
  ...processMetrics,
  ...metricsHandlerMetrics,
];
