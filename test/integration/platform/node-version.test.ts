// The built program under other versions of Node.js, which are pretended: it says what it needs, or starts.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = new URL("../../../dist/src/", import.meta.url);

function run(file: string, node: string) {
  const versions = `{ value: { ...process.versions, node: "${node}" } }`;
  const pretend = `data:text/javascript,Object.defineProperty(process, "versions", ${versions})`;
  const program = fileURLToPath(new URL(file, ROOT));
  return spawnSync(process.execPath, ["--import", pretend, program, "--help"], {
    // If the server started, it would complain about this setting.
    env: { PORT: "none" },
    encoding: "utf8",
  });
}

it.each(["main.js", "tributary.js"])("%s refuses a Node.js that is too old", (file) => {
  for (const version of ["20.20.2", "22.16.9"]) {
    expect(run(file, version)).toMatchObject({
      status: 1,
      stdout: "",
      stderr: `Node.js ${version} is too old, 22.17 or newer is needed: use \`npm start\` and \`npx tributary\`, which run the Node.js of the dependencies\n`,
    });
  }
});

it.each(["22.17.0", "100.1.0"])("version %s is new enough", (version) => {
  expect(run("tributary.js", version)).toMatchObject({ status: 0, stderr: "" });
  expect(run("main.js", version).stderr).toMatch(/^PORT/);
});
