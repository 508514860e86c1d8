// Refuses a Node.js that is too old, before any other module runs: npm and npx use the Node.js of the
// dependencies, but a bare `node` is the machine's own.

/** What MikroORM needs. */
const [MAJOR, MINOR] = [22, 17];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < MAJOR || (major === MAJOR && minor < MINOR)) {
  const found = `Node.js ${process.versions.node} is too old, ${MAJOR}.${MINOR} or newer is needed`;
  const other = "use `npm start` and `npx tributary`, which run the Node.js of the dependencies";
  process.stderr.write(`${found}: ${other}\n`);
  process.exit(1);
}
