/**
 * A trained network's weights with those of some layers as they were before training: the check that a map goes by what was
 * learnt. All of a layer's weights and statistics are exchanged together.
 * @param trained the network's weights, by name
 * @param initial weights of the same network before any training, by another seed than the training's
 * @param layers names' beginnings, up to a dot, as `layer4` for `layer4.0.conv1.weight`; none given: all
 * @throws RangeError where a name is in one alone, or a layer has no weights
 */
export function randomisedWeights(
  trained: ReadonlyMap<string, Float32Array>,
  initial: ReadonlyMap<string, Float32Array>,
  layers?: readonly string[],
): Map<string, Float32Array> {
  const belongs = (name: string, layer: string) => name === layer || name.startsWith(`${layer}.`);
  for (const layer of layers ?? []) {
    if (![...trained.keys()].some((name) => belongs(name, layer))) {
      throw new RangeError(`randomisedWeights: no weights of '${layer}'`);
    }
  }
  return new Map(
    [...trained].map(([name, values]) => {
      const before = initial.get(name);
      if (before?.length !== values.length) {
        throw new RangeError(
          `randomisedWeights: '${name}' has ${values.length} numbers when trained, ${before?.length ?? 'none'} before`,
        );
      }
      const exchanged = layers === undefined || layers.some((layer) => belongs(name, layer));
      return [name, exchanged ? before : values];
    }),
  );
}
