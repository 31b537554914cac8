/** A gateway alone is ready only where requests can be served: it asks the orchestrator for the database and the model. */
import { freePorts } from '../../support/free-ports.js';
import { describeLong } from '../../support/long-tests.js';
import { startPlatform, stopPlatforms, until } from '../../support/running-platform.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { trainedWorkspace } from '../../support/trained-workspace.js';

interface Readiness {
  status: string;
  checks: Record<string, { ok: boolean; code?: string; message?: string }>;
}

describeLong('a gateway in a process of its own', () => {
  afterAll(async () => {
    await stopPlatforms();
    removeScratchWorkspaces();
  });

  test('is not ready while the orchestrator is away, or the database behind it, and names which', async () => {
    const { directory } = await trainedWorkspace();
    const variables = {
      DOCKET_TRANSPORT: `tcp://127.0.0.1:${await freePorts()}`,
      // Where no server listens.
      DOCKET_DATABASE_URL: 'postgres://docket:secret@127.0.0.1:1/none',
    };
    const gateway = await startPlatform(directory, { apps: ['gateway'], variables });
    const look = async () => {
      const reply = await fetch(`${gateway.url}/health/ready`);
      return { code: reply.status, ...((await reply.json()) as Readiness) };
    };

    const alone = await look();
    expect(alone).toMatchObject({ code: 503, status: 'not-ready' });
    for (const check of ['database', 'model']) {
      expect(alone.checks[check]).toMatchObject({ ok: false, code: 'service/unavailable' });
      expect(alone.checks[check]!.message).toMatch(/^The orchestrator cannot be reached/);
    }

    const orchestrator = await startPlatform(directory, { apps: ['orchestrator'], variables });
    const behind = await until('the orchestrator tells of the database', async () => {
      const seen = await look();
      return seen.checks.database!.code !== 'service/unavailable' && seen;
    });
    expect(behind).toMatchObject({ code: 503, status: 'not-ready' });
    expect(behind.checks.database).toMatchObject({ ok: false, code: 'database/unavailable' });
    expect(JSON.stringify(behind)).not.toContain('secret');

    // Stopped, it accepts connections and says nothing.
    orchestrator.process.child.kill('SIGSTOP');
    const silent = await look();
    orchestrator.process.child.kill('SIGCONT');
    expect(silent.checks.model!.message).toMatch(/^The orchestrator cannot be reached/);
  });
});
