import type { Session } from '../state/session.ts';

/** The synthetic smear that comes with the page. */
const EXAMPLE = 'normal-pink.png';

/** Opens the example. */
export async function openExample(session: Session): Promise<void> {
  const response = await fetch(`./samples/${EXAMPLE}`);
  await session.open([{ name: EXAMPLE, file: await response.blob() }]);
}
