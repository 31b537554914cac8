/** The tools of this machine that read documents; each is loaded and started when it is first used. */
import { availableParallelism } from 'node:os';
import type { RunningProcesses } from '#adapters/running-processes.js';
import { readEnvironment } from '#config/settings.js';
import type { StageTools } from '#stages/stage-tools.js';

export interface StageToolsOptions {
  /** 'auto': the installed tesseract where there is one, else tesseract.js. */
  ocrEngine: 'auto' | 'tesseract.js' | 'native-tesseract';
  /** Pages read at once; default: one for each core. */
  workers?: number;
  /** Where language data is unpacked for the installed tesseract. */
  cacheDirectory: string;
  /** Where the installed tesseract's processes are noted, so that those of a killed run are ended by the next. */
  running?: RunningProcesses;
}

export interface ClosableStageTools extends StageTools {
  /** Ends workers and processes; the tools are not used again. */
  close(): Promise<void>;
}

/** Loads the adapters, which start nothing and load no native code before their first call. */
export async function createStageTools({
  ocrEngine,
  workers = availableParallelism(),
  ...engine
}: StageToolsOptions): Promise<ClosableStageTools> {
  // One after the other: jest's loader loses a module of Node that two of them ask for at the same time.
  const { PdfiumReader } = await import('#adapters/pdf/pdfium-reader.js');
  const { SharpImageCodec } = await import('#adapters/image/sharp-image-codec.js');
  const { ThreadTrialPool } = await import('#adapters/trial-pool/thread-trial-pool.js');
  const ocr = await openOcrEngine(ocrEngine, { workers, ...engine });
  const pdf = new PdfiumReader(workers);
  return {
    ocr,
    pdf,
    images: new SharpImageCodec(),
    trials: new ThreadTrialPool(new URL('./trial.worker.js', import.meta.url), workers),
    close: async () => {
      await Promise.all([ocr.close(), pdf.close()]);
    },
  };
}

async function openOcrEngine(
  choice: StageToolsOptions['ocrEngine'],
  options: Pick<StageToolsOptions, 'cacheDirectory' | 'running'> & { workers: number },
): Promise<StageTools['ocr']> {
  if (choice !== 'tesseract.js') {
    const { NativeTesseractEngine } = await import('#adapters/ocr-engine/native-tesseract-engine.js');
    const native = new NativeTesseractEngine({ ...options, environment: readEnvironment() });
    const installed = await native.describe().then(
      () => true,
      () => false,
    );
    if (installed || choice === 'native-tesseract') return native;
  }
  const { TesseractJsEngine } = await import('#adapters/ocr-engine/tesseract-js-engine.js');
  return new TesseractJsEngine(options.workers);
}
