/** Prints "PASSED FAILED" of a vitest JSON report; a report that is missing or names no test is a failure. */
import { readFileSync } from 'node:fs';

try {
  const { numPassedTests, numFailedTests, success } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const failed = success || numFailedTests > 0 ? numFailedTests : 1;
  console.log(`${numPassedTests} ${numPassedTests === 0 ? Math.max(1, failed) : failed}`);
} catch {
  console.log('0 1');
}
