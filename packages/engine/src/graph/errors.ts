/** A graph that cannot be built as asked: wrong shapes, dtypes or names. Thrown while tracing, before anything runs. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}
