import { answerSteps } from '../training/answer-steps.ts';
import { makeBatch } from './batches.ts';

answerSteps(makeBatch);
