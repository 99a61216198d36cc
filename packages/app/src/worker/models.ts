import { type Model, type ModelKind, readModel } from '@leukolens/cad';

/** What `models/index.json` lists: the models that are served with the page. */
export interface ServedModels {
  readonly outline: string;
  readonly classifier?: string;
  readonly cells?: string;
}

/** Told of the bytes that came in. */
export type OnBytes = (bytes: number) => void;

/** Longest that a model's weights may be, as for the command. */
const MOST_BYTES = 2 ** 28;

/** Where the models lie, beside the page. */
const FOLDER = new URL('models/', new URL('.', self.location.href).href.replace(/assets\/$/, ''));

export async function servedModels(): Promise<ServedModels> {
  return (await fetched('index.json')).json() as Promise<ServedModels>;
}

/** Reads and checks a model that is served with the page. @throws ModelError in one line, for whatever does not fit */
export async function fetchModel<Kind extends ModelKind>(
  name: string,
  kind: Kind,
  onBytes: OnBytes,
): Promise<Model<Kind>> {
  const [description, weights] = await Promise.all([
    bytesOf(`${name}/model.json`, onBytes),
    bytesOf(`${name}/weights.safetensors`, onBytes),
  ]);
  return readModel({ description, weights }, kind);
}

async function bytesOf(path: string, onBytes: OnBytes): Promise<Uint8Array> {
  const response = await fetched(path);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const reader = response.body!.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    length += value.length;
    onBytes(value.length);
    if (length > MOST_BYTES) throw new Error(`${path} is too large`);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

async function fetched(path: string): Promise<Response> {
  const response = await fetch(new URL(path, FOLDER));
  if (!response.ok) throw new Error(`the page lacks models/${path} (${response.status}): load it again`);
  return response;
}
