import { answerSteps } from '../training/answer-steps.ts';
import { makeClassifierBatch } from './batches.ts';

answerSteps(makeClassifierBatch);
