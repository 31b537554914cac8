/**
 * What the same server does for other clients, so that a figure can be judged on any machine: AWS's SDK alone, and
 * signed requests over node:http that do nothing but what the protocol asks for. Neither reads or writes files.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

/** Requests at once; more make neither of them faster against radosgw on two cores. */
const AT_ONCE = 32;

/** @param server { endpoint, bucket, accessKeyId, secretAccessKey } @returns rows of { step, seconds, rate } */
export async function measurePeers(server, files, bytes) {
  // The SDK's word about its next version is no part of the figures.
  process.removeAllListeners('warning');
  const contents = Array.from({ length: files }, () => randomBytes(bytes));
  const rows = [];
  for (const [name, make] of [
    ['signed http', signedHttp],
    ['SDK alone', sdkAlone],
  ]) {
    const client = await make(server);
    const keys = contents.map((_, index) => `peers-${randomBytes(4).toString('hex')}/${index}`);
    const each = async (step, work) => {
      const started = performance.now();
      let next = 0;
      const worker = async () => {
        for (let index = next++; index < files; index = next++) await work(index);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      const seconds = (performance.now() - started) / 1000;
      rows.push({ name, step, seconds, rate: files / seconds });
    };
    await each('put', (index) => client.put(keys[index], contents[index]));
    await each('get', async (index) => {
      const got = await client.get(keys[index]);
      if (!got.equals(contents[index])) throw new Error(`${name} got something else than it put`);
    });
    client.close();
  }
  return rows;
}

const md5 = (body) => createHash('md5').update(body).digest('base64');

async function sdkAlone({ endpoint, bucket, ...credentials }) {
  const { S3Client, PutObjectCommand, GetObjectCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    ...{ endpoint, credentials, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 },
    ...{ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' },
    requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: AT_ONCE }) },
  });
  return {
    put: (Key, Body) =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentMD5: md5(Body) })),
    get: async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return Buffer.from(await Body.transformToByteArray());
    },
    close: () => client.destroy(),
  };
}

/** Signature version 4, https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
async function signedHttp({ endpoint, bucket, accessKeyId, secretAccessKey }) {
  const { hostname, port, host } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
  const sha256 = (text) => createHash('sha256').update(text).digest('hex');
  const send = (method, key, body) =>
    new Promise((resolve, reject) => {
      const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
      const day = time.slice(0, 8);
      const scope = `${day}/us-east-1/s3/aws4_request`;
      const headers = {
        ...(body !== undefined && { 'content-md5': md5(body) }),
        ...{ host, 'x-amz-content-sha256': sha256(body ?? ''), 'x-amz-date': time },
      };
      const path = `/${bucket}/${key}`;
      const names = Object.keys(headers).sort();
      const canonical = [
        ...[method, path, '', ...names.map((name) => `${name}:${headers[name]}`), ''],
        ...[names.join(';'), headers['x-amz-content-sha256']],
      ].join('\n');
      const signing = [day, 'us-east-1', 's3', 'aws4_request'].reduce(hmac, `AWS4${secretAccessKey}`);
      const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
      headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${hmac(signing, text).toString('hex')}`;
      if (body !== undefined) headers['content-length'] = body.length;
      const sent = request({ hostname, port, method, path, headers, agent }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => {
          const all = Buffer.concat(chunks);
          if (answer.statusCode === 200) resolve(all);
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${all}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return {
    put: (key, body) => send('PUT', key, body),
    get: (key) => send('GET', key),
    close: () => agent.destroy(),
  };
}
