'use client';
import { useQuery } from '@tanstack/react-query';
import type { CatalogWire } from '@farebox/core/contract';
import { catalogKey } from '../client/farebox-client.js';
import { useFarebox } from '../provider/context.js';
import { type Loaded, toLoaded } from '../client/loaded.js';

export function useCatalog(): Loaded<CatalogWire> {
  const { client } = useFarebox();
  return toLoaded(
    useQuery({ queryKey: catalogKey, queryFn: client.fetchCatalog, staleTime: 10 * 60_000 }, client.queries),
  );
}
