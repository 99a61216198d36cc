import { env, listSupportedBackends } from 'onnxruntime-node';

/** What onnxruntime-node, as it is installed here, says of itself. */
export interface Offered {
  readonly version: string;
  /** Where it can compute without further libraries, such as cpu and webgpu; whether a device is there it cannot tell. */
  readonly devices: readonly string[];
}

/** What onnxruntime-node offers here. */
export function offeredDevices(): Offered {
  const bundled = listSupportedBackends().filter((backend) => backend.bundled);
  return { version: env.versions.node ?? env.versions.common, devices: bundled.map(({ name }) => name) };
}
