/** What modules ask for that has no class of its own. */
export const WORKSPACE = Symbol('Workspace');
export const GATEWAY_PARAMS = Symbol('GatewayParams');
