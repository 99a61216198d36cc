import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Slurm on this one machine: a controller and a node daemon, with a key of their own. */
export interface Cluster {
  /** For `SLURM_CONF` of whoever talks to it. */
  readonly conf: string;
  stop(): Promise<void>;
}

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'sinfo'];
const WAIT_MS = 20_000;

/** Starts it, or says in one line why it does not start here. */
export async function startSlurm(): Promise<Cluster | string> {
  const lacking = PROGRAMS.filter((name) => spawnSync('which', [name]).status !== 0);
  if (lacking.length > 0) return `no ${lacking.join(', ')} here`;
  const folder = await mkdtemp(join(tmpdir(), 'slurm-'));
  const at = (name: string) => join(folder, name);
  const conf = at('slurm.conf');
  const env = { ...process.env, SLURM_CONF: conf };
  const stop = async () => {
    for (const name of ['slurmd.pid', 'slurmctld.pid', 'munged.pid']) {
      const pid = Number(await readFile(at(name), 'utf8').catch(() => Number.NaN));
      if (pid > 0) {
        try {
          process.kill(pid);
        } catch {
          // it has ended by itself
        }
      }
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
  };
  try {
    await writeFile(at('munge.key'), randomBytes(1024), { mode: 0o400 });
    await writeFile(conf, configuration(folder));
    const files = ['key', 'socket', 'pid', 'log', 'seed'].map((kind) => {
      const name = { key: 'munge.key', socket: 'munge.socket', pid: 'munged.pid' }[kind] ?? `munge.${kind}`;
      return `--${kind}${kind === 'socket' ? '' : '-file'}=${at(name)}`;
    });
    await run('chmod', ['755', folder]);
    await run('munged', ['--force', ...files]);
    await run('slurmctld', ['-f', conf], { env });
    await run('slurmd', ['-f', conf], { env });
    for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
      const { stdout } = await run('sinfo', ['-h', '-o', '%T'], { env }).catch(() => ({ stdout: '' }));
      if (stdout.trim() === 'idle') return { conf, stop };
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await stop();
    return 'its node does not become idle';
  } catch (error) {
    await stop();
    return (error as Error).message.split('\n', 1)[0]!;
  }
}

function configuration(folder: string): string {
  const host = hostname().split('.')[0];
  return `ClusterName=check
SlurmctldHost=${host}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
SlurmctldPort=16817
SlurmdPort=16818
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
MpiDefault=none
ReturnToService=2
NodeName=${host} CPUs=2 RealMemory=6000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}
