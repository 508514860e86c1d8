// Tells libraries that this is no development, before any of them is loaded: graphql else looks at the
// name of each class that it meets, which takes a third of the time of a long answer.
process.env.NODE_ENV ??= "production";
