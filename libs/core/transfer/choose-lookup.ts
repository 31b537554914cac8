/** Whether to ask a remote for each name, or to have it list all it has. */

/** Objects below this are asked for one by one: an estimate would cost as much. */
export const FEW = 64;

/**
 * @param wanted names to be looked up
 * @param sampled objects under one of 256 equal prefixes; hashes are spread evenly
 * @param namesPerListing names listed in the time that one question takes
 */
export function chooseLookup(wanted: number, sampled: number, namesPerListing: number): 'ask' | 'list' {
  const listing = (sampled * 256) / namesPerListing;
  return listing < wanted ? 'list' : 'ask';
}
