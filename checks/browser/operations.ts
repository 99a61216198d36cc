import type { Runtime } from '../../packages/engine/src/runtime/runtime.ts';
import { type Check, checkOperation, failuresOf } from '../../packages/engine/src/testing/check-operation.ts';
import type { OperationCase } from '../../packages/engine/src/testing/operation-case.ts';
import { OPERATION_CASES } from '../../packages/engine/src/testing/operation-cases.ts';

/** How one case of the operation suite came out on a device. */
export interface OperationReport {
  readonly operation: string;
  readonly title: string;
  /** Largest error of the result and of all gradients, in proportion; NaN where the case could not run. */
  readonly worst: number;
  /** Bounds exceeded, or why the case could not run; none for a pass. */
  readonly failures: readonly string[];
  /** Whether part of it ran on the processor, for want of a kernel. */
  readonly fellBack: boolean;
}

/** Which cases to run: all, every sixth, or the others. Two places with the same kernels can share them. */
export type Share = 'all' | 'a sixth' | 'five sixths';

/** The cases of the operation suite on a device. */
export async function operationReports(runtime: Runtime, share: Share): Promise<OperationReport[]> {
  const reports: OperationReport[] = [];
  for (const [i, each] of OPERATION_CASES.entries()) {
    if (share === 'all' || (i % 6 === 0) === (share === 'a sixth')) reports.push(await report(each, runtime));
  }
  return reports;
}

async function report(each: OperationCase, runtime: Runtime): Promise<OperationReport> {
  const { operation, title } = each;
  try {
    const { check, fellBack } = await checked(each, runtime);
    const worst = Math.max(check.forwardError, ...check.gradientErrors, check.secondError);
    return { operation, title, worst, failures: failuresOf(each, check), fellBack };
  } catch (error) {
    return { operation, title, worst: Number.NaN, failures: [String(error)], fellBack: false };
  }
}

/** Checks the case on the device alone; where that has no kernel for part of it, with the processor's help. */
async function checked(each: OperationCase, runtime: Runtime): Promise<{ check: Check; fellBack: boolean }> {
  if (runtime.device !== 'webgpu') return { check: await checkOperation(each, runtime), fellBack: false };
  const extra = { session: { disable_cpu_ep_fallback: '1' } };
  // the refusal is expected, so it is not logged
  const alone = { ...runtime, options: { ...runtime.options, extra, logSeverityLevel: 4 as const } };
  try {
    return { check: await checkOperation(each, alone), fellBack: false };
  } catch (error) {
    if (!String(error).includes('fallback to CPU EP has been explicitly disabled')) throw error;
    return { check: await checkOperation(each, runtime), fellBack: true };
  }
}
