// The GraphiQL page: the files that it loads, how it signs in, and the first operations in its editor.

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

/** The operations that the editor shows at first; they are valid on every network. */
export const FIRST_OPERATIONS = `# The API needs a token: put it into the headers below. A demo server prints tokens when it starts.

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

// A token in the URL fragment fills in the header; it is not sent with the URL and leaves the history.
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
