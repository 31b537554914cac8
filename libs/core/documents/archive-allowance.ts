/** How much an upload may unpack: entries, bytes, and bytes for each one that was sent, so that no ZIP file is a bomb. */
import { DomainError } from '#contracts/domain-error.js';

export interface ArchiveLimits {
  /** Entries of all archives of an upload. */
  max_archive_entries: number;
  /** Bytes of all archives of an upload, unpacked. */
  max_unpacked_bytes: number;
}

/** Scanned documents hardly shrink; text to a tenth, and pages without anything on them to a hundredth. */
const MOST_TIMES = 200;
/** Bytes up to which it does not matter how small they were. */
const HARMLESS = 100_000_000;

export class ArchiveAllowance {
  private entries = 0;
  private bytes = 0;

  /** For one upload. */
  constructor(private readonly limits: ArchiveLimits) {}

  /**
   * Before anything of an archive is unpacked.
   * @param entries that its table of contents names, `bytes` together
   * @param packed bytes of the archive
   * @throws DomainError 'request/too-many-files', 'request/too-large'
   */
  take(entries: number, bytes: number, packed: number): void {
    const { max_archive_entries, max_unpacked_bytes } = this.limits;
    this.entries += entries;
    this.bytes += bytes;
    if (this.entries > max_archive_entries) {
      throw new DomainError(
        'request/too-many-files',
        `The ZIP file holds more than ${max_archive_entries} files; send several smaller ones, or raise gateway.max_archive_entries in params.yaml.`,
        { max_archive_entries },
      );
    }
    if (this.bytes > max_unpacked_bytes) {
      throw new DomainError(
        'request/too-large',
        `The ZIP file unpacks to more than ${max_unpacked_bytes} bytes; send several smaller ones, or raise gateway.max_unpacked_bytes in params.yaml.`,
        { max_unpacked_bytes },
      );
    }
    if (bytes > HARMLESS && bytes > packed * MOST_TIMES) {
      throw new DomainError(
        'request/too-large',
        `The ZIP file unpacks to more than ${MOST_TIMES} times its size, as documents never do; send them without packing.`,
      );
    }
  }
}
