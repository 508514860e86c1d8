// Sends one operation over the connections of an agent.
import { type Agent, request } from "node:http";

export interface Target {
  readonly url: string;
  readonly token: string;
}

/** Resolves with the text of the answer, whatever its status. */
export function post(to: Target, agent: Agent, body: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    authorization: `Bearer ${to.token}`,
  };
  const sending = request(`${to.url}/graphql`, { method: "POST", agent, headers }, (answer) => {
    let text = "";
    answer.setEncoding("utf8");
    answer.on("data", (chunk) => {
      text += chunk;
    });
    answer.on("end", () => resolve(text));
    answer.on("error", reject);
  });
  sending.on("error", reject);
  sending.end(body);
  return promise;
}
