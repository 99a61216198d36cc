import { activationCases } from './cases/activation-cases.ts';
import { chainCases } from './cases/chain-cases.ts';
import { convolutionCases } from './cases/convolution-cases.ts';
import { elementwiseCases } from './cases/elementwise-cases.ts';
import { fusionCases } from './cases/fusion-cases.ts';
import { linearCases } from './cases/linear-cases.ts';
import { lossCases } from './cases/loss-cases.ts';
import { maskCases } from './cases/mask-cases.ts';
import { normalisationCases } from './cases/normalisation-cases.ts';
import { poolingCases } from './cases/pooling-cases.ts';
import { reductionCases } from './cases/reduction-cases.ts';
import { shapeCases } from './cases/shape-cases.ts';
import type { OperationCase } from './operation-case.ts';

/** Every case, for every device: `checkOperation` runs one. */
export const OPERATION_CASES: readonly OperationCase[] = [
  ...elementwiseCases,
  ...maskCases,
  ...activationCases,
  ...reductionCases,
  ...shapeCases,
  ...linearCases,
  ...convolutionCases,
  ...normalisationCases,
  ...poolingCases,
  ...fusionCases,
  ...chainCases,
  ...lossCases,
];
