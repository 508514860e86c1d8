// type-graphql requires reflect-metadata at start. Our compiler emits no type metadata, because every type is
// named where it is used; this module satisfies the requirement. Import it before the first decorated class.
const reflect = Reflect as { getMetadata?: () => undefined };

reflect.getMetadata ??= () => undefined;
