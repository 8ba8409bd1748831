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

import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.Set;

/**
 * Asks whether a ROLLBACK takes back what COPY has loaded. The rows of a batch and its set take effect together only if it does, and
 * Snowflake's pages on transactions do not count COPY among what a transaction has: where it does not hold, the rows of a writer whose set
 * is refused stay in the table, beside those of the writer that was faster.
 *
 * <p>It works on a temporary table, which nobody has to take away. Whether a permanent one behaves alike is asked by the probe.
 *
 * <p>One for a table in a run; one thread at a time.
 */
public final class CopyCheck {

    private final AttemptNames names;
    private final Orphans orphans;
    private boolean passed;

    public CopyCheck(final AttemptNames names) {
        this(names, new Orphans(names));
    }

    /** @param orphans get to know the transactions that it may leave open */
    CopyCheck(final AttemptNames names, final Orphans orphans) {
        this.names = names;
        this.orphans = orphans;
    }

    /**
     * Asks.
     *
     * @param file of one record
     * @throws WarehouseException PERMANENT if rows are left; TRANSIENT if the COPY has not loaded the record; otherwise as
     *     {@link #ask}
     */
    void require(final WarehouseSessions sessions, final Records file) throws WarehouseException {
        judge(ask(sessions, file));
        passed = true;
    }

    /** Whether it was answered as it should be: asking once more is not worth it. */
    boolean hasPassed() {
        return passed;
    }

    private static void judge(final RolledBackCopy copy) throws WarehouseException {
        if (copy.left() != 0) {
            throw new WarehouseException(
                    Kind.PERMANENT,
                    "In this account the rows of a COPY stay when its transaction is rolled back. Two writers would load the same"
                            + " records, and both would keep them. The connector cannot load there: run ./probe snowflake, and open"
                            + " an issue with its report");
        }
        if (copy.loaded() != 1) {
            throw new WarehouseException(
                    Kind.TRANSIENT,
                    "A COPY of one record has loaded " + copy.loaded()
                            + " rows. It is tried again; if it stays so, run ./probe"
                            + " snowflake, and open an issue with its report");
        }
    }

    /**
     * @param file of one record
     * @throws WarehouseException of any kind: asking is worth another try
     */
    public RolledBackCopy ask(final WarehouseSessions sessions, final Records file) throws WarehouseException {
        final AttemptId attempt = names.get();
        final WarehouseSession session = sessions.open();
        boolean clean = false;
        try {
            final RolledBackCopy copy = session.copyAndRollBack(attempt, file);
            clean = true;
            return copy;
        } finally {
            // After a failure the transaction may be open.
            if (clean) {
                session.close();
            } else {
                orphans.add(Set.of(attempt));
                session.discard();
            }
        }
    }
}
