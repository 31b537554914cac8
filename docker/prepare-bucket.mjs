/** Makes the bucket of DOCKET_OBJECT_STORE where it is not there yet; a server that is still starting is waited for. */
import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

/** A server with an empty disk takes some ten seconds. */
const PATIENCE_MS = 120_000;
const store = process.env.DOCKET_OBJECT_STORE;
if (!store) {
  process.stdout.write('DOCKET_OBJECT_STORE is not set: documents are kept in the workspace.\n');
  process.exit(0);
}
const Bucket = new URL(store).hostname;
const endpoint = process.env.DOCKET_S3_ENDPOINT;
const s3 = new S3Client({ ...(endpoint && { endpoint, forcePathStyle: true }) });
for (const begun = Date.now(); ; await pause(1000)) {
  try {
    await s3.send(new CreateBucketCommand({ Bucket }));
    process.stdout.write(`Bucket '${Bucket}' is made.\n`);
    break;
  } catch (error) {
    if (error.name === 'BucketAlreadyOwnedByYou' || error.name === 'BucketAlreadyExists') break;
    const refused = error.$metadata?.httpStatusCode >= 400 && error.$metadata.httpStatusCode < 500;
    if (!refused && Date.now() - begun < PATIENCE_MS) continue;
    process.stderr.write(
      `Bucket '${Bucket}' at ${endpoint ?? 'AWS'} could be neither made nor found: ${error.message || error.name}. Make it yourself, or mend DOCKET_OBJECT_STORE, DOCKET_S3_ENDPOINT and the AWS_ keys.\n`,
    );
    process.exit(1);
  }
}
