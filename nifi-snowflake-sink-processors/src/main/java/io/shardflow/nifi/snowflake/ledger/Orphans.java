/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Transactions of our own that a lost session may have left open, with the guard's lock: those of this run, known by name until
 * a later session has aborted them or seen that they are gone, however many loads end meanwhile; and those of earlier runs,
 * which were killed. All threads of one loader use it.
 */
final class Orphans {

    /** Snowflake ends what blocks somebody after five minutes; nobody loses so many sessions before. */
    private static final int MOST = 100;

    private final AttemptNames run;

    /** The oldest first; guarded by the monitor. */
    private final Set<AttemptId> names = new LinkedHashSet<>();

    /** Whether nothing of an earlier run is open any more; guarded by the monitor. */
    private boolean alone;

    Orphans(final AttemptNames run) {
        this.run = run;
    }

    /** Notes transactions; aborting one that has ended, or was never begun, is harmless. */
    synchronized void add(final Collection<AttemptId> attempts) {
        names.addAll(attempts);
        while (names.size() > MOST) {
            names.remove(names.iterator().next());
        }
    }

    /**
     * Aborts what may still be open. If that fails, it is tried again by the next session, and the lock waited for
     * meanwhile: whether an orphan commits or not, the look and the token tell.
     *
     * @param session newly opened
     * @throws WarehouseException SESSION_LOST only
     */
    void settle(final WarehouseSession session) throws WarehouseException {
        final Set<String> open = new HashSet<>();
        final boolean earlier = collect(open);
        if (open.isEmpty() && !earlier) {
            return;
        }
        try {
            session.abort(name -> open.contains(name) || earlier && run.isOfEarlierRun(name));
            settled(open);
        } catch (final WarehouseException e) {
            if (e.kind() == Kind.SESSION_LOST) {
                throw e;
            }
            if (e.kind() == Kind.PERMANENT) {
                // Those of earlier runs are not to be asked for by every load.
                settled(Set.of());
            }
        }
    }

    /** @return whether there may be some of earlier runs, too */
    private synchronized boolean collect(final Set<String> open) {
        names.forEach(attempt -> open.add(attempt.value()));
        return !alone;
    }

    private synchronized void settled(final Set<String> ended) {
        names.removeIf(attempt -> ended.contains(attempt.value()));
        alone = true;
    }
}
