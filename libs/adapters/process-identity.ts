/** Tells a process from a later one that got the same number. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Changes with every process that gets this number; '' where the system does not say. */
export const startedAt = (pid: number): string => statOf(pid)[19] ?? '';

/** Fields of /proc/PID/stat from the third on: the name in the second may hold blanks and brackets. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** Numbers of processes mean something only within one boot of one machine (and one container). */
export function processSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** What the kernel calls the machine's own numbering of processes: outside of containers. */
const OWN_NUMBERING = 'pid:[4026531836]';

/** Names this machine over its restarts; '' inside a container, whose names images share, and where none is given. */
export function machineName(): string {
  try {
    if (readlinkSync('/proc/self/ns/pid') !== OWN_NUMBERING) return '';
    const id = readFileSync('/etc/machine-id', 'utf8').trim();
    return id === '' || id === 'uninitialized' ? '' : `${id} ${hostname()}`;
  } catch {
    return '';
  }
}

/** Whether the process works. One that has ended and that nobody asked for keeps its number, in containers for ever. */
export const isAlive = (pid: number, started: string): boolean =>
  keepsNumber(pid, started) && statOf(pid)[0] !== 'Z';

/** Whether the number, and that of the group it leads, is still that process's. */
export function keepsNumber(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return started === '' || startedAt(pid) === started;
}
