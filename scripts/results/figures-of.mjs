/**
 * The learning curves that the results hold: one figure a result. Networks for several sets have the same curves in the result
 * of each set that they are scored on, so of each such group the result with most folds is drawn, and no set's section has it.
 */
export function figuresOf(files) {
  const drawn = new Map();
  for (const { method, result } of files) {
    const { crossValidation, data } = result;
    if (!crossValidation?.done.some(({ curve }) => curve.length > 0)) continue;
    const { trainedOn, folds, done } = crossValidation;
    const alone = trainedOn.length === 1 && trainedOn[0] === data.name;
    const name = alone ? `${data.name}-${method.key}` : [method.key, 'on', ...trainedOn].join('-');
    const path = `figures/learning-curves-${name}.svg`;
    if ((drawn.get(path)?.curves.done.length ?? 0) >= done.length) continue;
    drawn.set(path, {
      path,
      title: `Learning curves of ${method.title} on ${trainedOn.join(', ')}`,
      ...(alone && { dataset: data.name }),
      curves: { method: method.title, datasets: trainedOn, folds, done },
    });
  }
  return [...drawn.values()];
}
