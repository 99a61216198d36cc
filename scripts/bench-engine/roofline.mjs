/*
 * Kernels against what the machine can do: a class of them takes at least its operations over the peak of matrix
 * products, and at least its bytes over the bandwidth of a copy (Williams et al. 2009).
 */
const KINDS = ['convolution', 'matrix product', 'elementwise', 'reduction', 'data movement', 'optimiser'];

/** Tensors of the optimiser by how many elements they have: what fits the second cache, the third, and neither. */
const SIZES = [
  { title: 'up to 2¹⁶', most: 2 ** 16 },
  { title: 'up to 2²⁰', most: 2 ** 20 },
  { title: 'more', most: Number.POSITIVE_INFINITY },
];

/**
 * The classes of a profile, each with what one run takes.
 * @param flops of the whole network, counted from its graph: convolutions whose own count is unknown get the rest of it
 * @param peaks { flops, bytes } a second
 */
export function roofline({ runs, seconds, kernels }, flops, peaks) {
  const summary = (title, chosen, rest = 0) => {
    const total = (key) => chosen.reduce((sum, kernel) => sum + (kernel[key] ?? 0), 0) / runs;
    const [taken, computed, bytes] = [total('seconds'), total('flops') + rest, total('bytes')];
    const bound = Math.max(computed / peaks.flops, bytes / peaks.bytes);
    return { title, count: chosen.length / runs, seconds: taken, flops: computed, bytes, bound };
  };
  const counted = kernels.reduce((sum, kernel) => sum + (kernel.flops ?? 0), 0) / runs;
  const incomplete = kernels.some((kernel) => kernel.flops === undefined);
  const classes = KINDS.map((kind) =>
    summary(
      kind,
      kernels.filter((kernel) => kernel.kind === kind),
      kind === 'convolution' && incomplete ? flops - counted : 0,
    ),
  );
  const optimiser = SIZES.map(({ title, most }, i) =>
    summary(
      title,
      kernels.filter(
        ({ kind, elements }) =>
          kind === 'optimiser' && elements > (SIZES[i - 1]?.most ?? 0) && elements <= most,
      ),
    ),
  );
  const inKernels = classes.reduce((sum, each) => sum + each.seconds, 0);
  return { seconds: seconds / runs, between: seconds / runs - inKernels, classes, optimiser };
}

/** A profile as a Markdown table. */
export function table({ title, flops, profile }, peaks) {
  const whole = profile.seconds;
  const row = ({ title, count, seconds, flops, bytes, bound }) =>
    count === 0
      ? []
      : [
          [
            title,
            count.toFixed(0),
            milliseconds(seconds),
            percent(seconds / whole),
            flops > 0 ? giga(flops) : '',
            flops > 0 ? (flops / seconds / 1e9).toFixed(0) : '',
            flops > 0 ? percent(flops / seconds / peaks.flops) : '',
            giga(bytes),
            (bytes / seconds / 1e9).toFixed(1),
            milliseconds(bound),
            (seconds / bound).toFixed(1),
          ],
        ];
  const between = ['between kernels', '', milliseconds(profile.between), percent(profile.between / whole)];
  const total = [
    'all',
    '',
    milliseconds(whole),
    '100 %',
    giga(flops),
    (flops / whole / 1e9).toFixed(0),
    percent(flops / whole / peaks.flops),
  ];
  const head =
    'kernels | number | ms | share | GFLOP | GFLOP/s | of the peak | GB | GB/s | least ms | times that';
  return [
    `### ${title}`,
    '',
    ...markdown(head, [...profile.classes.flatMap(row), padded(between, 11), padded(total, 11)]),
    ...(profile.optimiser.some(({ count }) => count > 0)
      ? [
          '',
          'The optimiser by the elements of its tensors:',
          '',
          ...markdown(head.replace('kernels', 'elements'), profile.optimiser.flatMap(row)),
        ]
      : []),
  ].join('\n');
}

/** Rows under a head, as lines of Markdown. */
export function markdown(head, rows) {
  const columns = head.split('|').length;
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [`| ${head} |`, line(['---', ...Array(columns - 1).fill('---:')]), ...rows.map(line)];
}

const milliseconds = (seconds) => (1e3 * seconds).toFixed(seconds < 0.1 ? 1 : 0);
const percent = (share) => `${(100 * share).toFixed(0)} %`;
const giga = (count) => (count / 1e9).toFixed(count < 1e9 ? 2 : 1);
const padded = (cells, length) => [...cells, ...Array(length - cells.length).fill('')];
