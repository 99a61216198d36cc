/** What made a result, as every output records it. */
export const SOFTWARE = { name: 'LeukoLens', version: '0.1.0' } as const;

/** Stands in every output. */
export const NOTICE = 'Research use only. Not a medical device.';
