import {
  abandoned,
  processOfProject,
  testProject,
} from "../e2e/support/test-project";

describe("the names of projects that tests deploy", () => {
  it("tell the process that made them", () => {
    expect(processOfProject(testProject("high-load"))).toBe(process.pid);
  });

  it.each([
    "monitoring",
    "observability-e2e",
    "shop-e2e",
    "e2e-17",
    "e2e-shop",
    "e2e-shop-0",
    "e2e-shop-17-data",
    "my-e2e-shop-17",
    "e2e-shop-17x",
    "e2e-shop-1\n7",
    "e2e--17",
    "",
  ])("are not those of people: %j", (project) => {
    expect(processOfProject(project)).toBeUndefined();
    expect(abandoned([project], () => false)).toEqual([]);
  });

  it("are abandoned once their process is gone, and named once", () => {
    const projects = ["e2e-ha-11", "e2e-ha-12", "shop", "e2e-ha-11"];
    expect(abandoned(projects, (pid) => pid === 12)).toEqual(["e2e-ha-11"]);
  });
});
