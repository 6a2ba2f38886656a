/** Lines in which nothing is private, as programs print them: what a rule of masking must leave mostly alone. */
export const HARMLESS_LINES: readonly string[] = [
  '{"level":"info","time":"2026-03-01T10:15:30.123Z","msg":"request completed","method":"GET","path":"/orders/:id","status":200,"duration":0.0123}',
  '{"level":"warn","msg":"retry","attempt":3,"service":"checkout","trace_id":"0af7651916cd43dd8448eb211c80319c"}',
  'level=info ts=2026-03-01T10:15:30Z caller=main.go:42 msg="server started" port=8080 version=v1.24.3',
  "2026-03-01 10:15:30,123 ERROR [main] c.e.shop.Cart - cannot add item 4711 to cart of session",
  "Mar  1 10:15:30 web-1 sshd[4242]: Connection closed by port 51234 [preauth]",
  '10.0.0.1 - - [01/Mar/2026:10:15:30 +0000] "GET /health HTTP/1.1" 200 2 "-" "curl/8.5.0"',
  "2026-03-01 10:15:30.123 UTC [312] LOG:  duration: 1234.567 ms  statement: SELECT count(*) FROM orders WHERE total > 19.99",
  "12:M 01 Mar 2026 10:15:30.123 * Background saving terminated with success",
  "Error: connect ECONNREFUSED 127.0.0.1:5432",
  "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1495:16)",
  "listening on http://0.0.0.0:3000 in 1.2 s",
  "pulled image registry.example.com/shop/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "order 550e8400-e29b-41d4-a716-446655440000 paid: 1,234.56 EUR",
  "GC pause 12.5ms heap 512MiB -> 128MiB",
  "done",
];
