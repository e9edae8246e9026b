import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const MEGABYTES = 96;

/** Tells the file system to stop at once, and to write nothing of what it still holds. */
const CUT = `
import fcntl, os, struct, sys
EXT4_IOC_SHUTDOWN, NOLOGFLUSH = 0x8004587d, 2
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), EXT4_IOC_SHUTDOWN, struct.pack('I', NOLOGFLUSH))
`;

/** A disk in a file whose power can be cut: what was not synced is gone when it is mounted again. */
export class LoopDisk {
  readonly folder: string;
  readonly #image: string;

  private constructor(image: string, folder: string) {
    this.#image = image;
    this.folder = folder;
  }

  /** Makes one in a folder. Gives a text instead that says why this machine cannot. */
  static make(place: string): LoopDisk | string {
    if (process.getuid?.() !== 0) return 'a disk can be mounted by root only';
    const disk = new LoopDisk(path.join(place, 'image'), path.join(place, 'disk'));
    try {
      mkdirSync(disk.folder);
      writeFileSync(disk.#image, '');
      truncateSync(disk.#image, MEGABYTES * 2 ** 20);
      run('mkfs.ext4', '-q', '-F', disk.#image);
      disk.#mount();
    } catch (error) {
      return `no disk can be made here (mkfs.ext4 and mount): ${String(error)}`;
    }
    try {
      disk.cut();
      disk.powerOn();
      return disk;
    } catch (error) {
      disk.end();
      return `the power of a disk cannot be cut here (python3, ext4): ${String(error)}`;
    }
  }

  cut(): void {
    run('python3', '-c', CUT, this.folder);
  }

  /** Mounts it again, when no process has it open any more. */
  powerOn(): void {
    run('umount', this.folder);
    this.#mount();
  }

  end(): void {
    run('umount', this.folder);
    rmSync(this.#image);
  }

  #mount(): void {
    run('mount', '-o', 'loop', this.#image, this.folder);
  }
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: 'ignore' });
}
