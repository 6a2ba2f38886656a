import { createSlo } from "../../../../lib/domain/slo/objective";
import { explain } from "../../../../lib/domain/slo/simulation/explain";
import { Sli } from "../../../../lib/domain/slo/sli";

function shop(objective: number) {
  return createSlo({
    name: "Shop",
    service: "shop",
    objective,
    sli: Sli.ratio({ errors: "errors_total", total: "requests_total" }),
  });
}

describe("explain", () => {
  it("tells when each alert fires and when the budget is used up", () => {
    expect(explain(shop(0.999))).toBe(
      `Shop of shop: 99.9% of the requests within 30d, a budget of 0.1%

Time until an alert fires, by the share of bad requests:
error ratio  ShopBurn1h  ShopBurn6h  ShopBurn1d  ShopBurn3d  budget used up
100%         3m          20m         1h8m        3h8m        43m
50%          4m          22m         1h12m       3h12m       1h26m
10%          11m         39m         1h48m       3h48m       7h12m
5%           19m30s      1h1m        2h32m       4h32m       14h24m
1%           never       3h54m       8h16m       10h16m      3d
0.105%       never       never       never       2d23h36m    28d13h43m

What an alert needs:
alert       severity  burn rate  error ratio  in  and in  events
ShopBurn1h  critical  > 14.4     > 1.44%      1h  5m      3 bad in 1h, so at the threshold 209 in all
ShopBurn6h  critical  > 6        > 0.6%       6h  30m     3 bad in 6h, so at the threshold 500 in all
ShopBurn1d  warning   > 3        > 0.3%       1d  2h      3 bad in 1d, so at the threshold 1000 in all
ShopBurn3d  warning   > 1        > 0.1%       3d  6h      3 bad in 3d, so at the threshold 3000 in all`,
    );
  });

  it("says which windows have no alert, and why", () => {
    expect(explain(shop(0.9))).toContain(
      "No alert over 1h: a burn rate of 14.4 would need an error ratio of 144%",
    );
  });
});
