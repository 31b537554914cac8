/** The upload page: files that need nothing from elsewhere. */
import { readFile } from 'node:fs/promises';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html',
  'page.css': 'text/css',
  'places.css': 'text/css',
  'session.css': 'text/css',
  'batches.css': 'text/css',
  'page.js': 'text/javascript',
  'batches.js': 'text/javascript',
  'events.js': 'text/javascript',
  'session.js': 'text/javascript',
  'places.js': 'text/javascript',
  'icon.svg': 'image/svg+xml',
};
/** The page runs its own script and shows its own pictures; nothing from elsewhere, nothing inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

@ApiExcludeController()
@Controller()
export class PageController {
  @Get()
  async index(@Res() response: Response): Promise<void> {
    await send('index.html', response);
  }

  @Get('page/:name')
  async part(@Param('name') name: string, @Res() response: Response): Promise<void> {
    await send(name, response);
  }
}

async function send(name: string, response: Response): Promise<void> {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) throw new DomainError('request/not-found', `There is no page file '${name}'.`);
  const bytes = await readFile(new URL(`./page/${name}`, import.meta.url));
  response.set('content-security-policy', POLICY).set('cache-control', 'no-cache').type(type).send(bytes);
}
