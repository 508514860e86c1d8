// GraphiQL's page: what it loads, how it signs in, and the operations that its editor begins with.

export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Tributary · GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/graphiql/graphiql.css" />
  </head>
  <body style="margin: 0">
    <div id="graphiql" style="height: 100vh">Loading…</div>
    <script src="/graphiql/react.js"></script>
    <script src="/graphiql/react-dom.js"></script>
    <script src="/graphiql/graphiql.js"></script>
    <script src="/graphiql/page.js"></script>
  </body>
</html>
`;

/** What the editor begins with; it holds on any network. */
export const FIRST_OPERATIONS = `# The API needs a token, in the headers below; a demo server prints some at its start.

query Distributors {
  distributors(first: 10) {
    edges {
      node {
        code
        name
        tier
        team {
          size
        }
        balance {
          available {
            amount
          }
        }
      }
    }
  }
}

subscription Live {
  settlementPosted {
    cursor
    settlement {
      ref
      gross {
        amount
      }
      platform {
        amount
      }
      shares {
        kind
        reason
        recipient {
          code
        }
        amount {
          amount
        }
      }
    }
  }
}
`;

// A token behind the hash fills in the header; it is sent to no server and kept in no history.
export const SCRIPT = `"use strict";
const token = new URLSearchParams(location.hash.slice(1)).get("token");
history.replaceState(null, "", location.pathname + location.search);
const scheme = location.protocol === "https:" ? "wss:" : "ws:";
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({
      url: "/graphql",
      subscriptionUrl: scheme + "//" + location.host + "/graphql",
    }),
    headers: JSON.stringify({ Authorization: "Bearer " + (token ?? "PASTE-A-TOKEN") }, null, 2),
    defaultEditorToolsVisibility: "headers",
    defaultQuery: ${JSON.stringify(FIRST_OPERATIONS)},
  }),
);
`;
