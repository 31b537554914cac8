/** One state of a workspace, present or past, whose files can be read. */
export interface WorkspaceState {
  /** 'workspace', or the revision or experiment as the user named it. */
  label: string;
  pipelineFile: string;
  /** That file first, then the other dvc.yaml of a DVC project as this state has them. */
  pipelineFiles(): Promise<string[]>;
  /** A file by its path from the workspace's root; null where this state has none. */
  read(path: string): Promise<Uint8Array | null>;
}
