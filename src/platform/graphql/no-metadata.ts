// type-graphql insists on being able to ask for the types that a compiler emits. Ours emits none,
// since every type is named where it is used; imported before the first decorated class.
const reflect = Reflect as { getMetadata?: () => undefined };

reflect.getMetadata ??= () => undefined;
