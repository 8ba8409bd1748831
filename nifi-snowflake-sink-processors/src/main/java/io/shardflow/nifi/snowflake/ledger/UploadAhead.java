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

import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.TableLoader;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.List;
import java.util.Optional;

/**
 * Files that are uploaded before their turn (point 4), and the session that sees them until they are loaded or somebody else needs
 * its connection. An upload locks nothing and decides nothing: its names are those of one attempt, and no transaction is begun.
 * Shards are claimed, and what is known of them is asked for, when the batch is loaded.
 *
 * <p>One thread uploads and loads; any other may recall the session meanwhile.
 */
final class UploadAhead implements TableLoader.Uploaded, Loan {

    private final LedgerLoader loader;
    private final AttemptId name;
    private final List<Records> records;
    private final boolean apart;

    /** Has the files, and nobody works in it; null if there is none. Guarded by the monitor, which nobody holds while Snowflake is asked. */
    private WarehouseSession session;

    /** Nothing is kept any more. Written under the monitor. */
    private volatile boolean over;

    UploadAhead(final LedgerLoader loader, final LoaderRun run, final List<Records> records) {
        this.loader = loader;
        this.name = run.names().get();
        this.records = List.copyOf(records);
        this.apart = run.joining().isOff();
    }

    /** What fails comes up again when they are loaded, which uploads them in another session. */
    UploadAhead upload(final WarehouseSessions sessions) {
        if (!apart || records.size() <= FileJoining.MOST_FILES) {
            tryUpload(sessions);
        }
        return this;
    }

    private void tryUpload(final WarehouseSessions sessions) {
        WarehouseSession opened = null;
        boolean done = false;
        try {
            opened = sessions.openOnLoan(this);
            if (!isOver()) {
                opened.stage(name, records, apart);
            }
            done = true;
        } catch (final WarehouseException | RuntimeException e) {
            // Nobody waits for it yet.
        } finally {
            if (done) {
                keep(opened);
            } else {
                take();
                if (opened != null) {
                    opened.discard();
                }
            }
        }
    }

    private void keep(final WarehouseSession opened) {
        if (!isKept(opened)) {
            giveBack(opened);
        }
    }

    private synchronized boolean isKept(final WarehouseSession opened) {
        if (!over) {
            session = opened;
        }
        return !over;
    }

    AttemptId name() {
        return name;
    }

    /** The session, which is recalled no more; empty if it has gone back, or the files are not uploaded as they are wanted. */
    Optional<WarehouseSession> take(final boolean wantedApart) {
        if (wantedApart != apart) {
            close();
        }
        return take();
    }

    private synchronized Optional<WarehouseSession> take() {
        final Optional<WarehouseSession> taken = Optional.ofNullable(session);
        session = null;
        over = true;
        return taken;
    }

    @Override
    public boolean recall() {
        final Optional<WarehouseSession> idle = take();
        idle.ifPresent(UploadAhead::giveBack);
        return idle.isPresent();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public LoadOutcome load(final Batch batch) throws InterruptedException {
        if (!batch.records().equals(records)) {
            close();
        }
        try {
            return loader.load(batch, Optional.of(this));
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        take().ifPresent(UploadAhead::giveBack);
    }

    private static void giveBack(final WarehouseSession session) {
        try {
            session.dropTemporaries();
            session.close();
        } catch (final WarehouseException | RuntimeException e) {
            session.discard();
        }
    }
}
