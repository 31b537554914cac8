/** What a path takes, so that a wrong method is told from a wrong path: 405 with `Allow`, not 404. */
import type { Request } from 'express';

interface Layer {
  match(path: string): boolean;
  route?: { methods: Record<string, boolean> };
}

/** @returns the methods that the path of a request without a route does take; none where there is no such path */
export function methodsOf({ app, path }: Request): string[] {
  const { stack } = app.router as unknown as { stack: Layer[] };
  const methods = stack
    .filter((layer) => layer.route !== undefined && layer.match(path))
    .flatMap(({ route }) => Object.keys(route!.methods).map((method) => method.toUpperCase()));
  return [...new Set(methods)].sort();
}
