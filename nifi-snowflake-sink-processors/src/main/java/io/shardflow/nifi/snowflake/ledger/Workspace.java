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
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The session of one load with what it has already uploaded (points 4 and 11). A lost session is replaced by another, into
 * which everything is uploaded again. Used by one thread.
 */
final class Workspace {

    private final WarehouseSessions sessions;
    private final Orphans orphans;
    private final FileJoining joining;
    private final Supplier<AttemptId> ids;
    private final Batch batch;
    private final Optional<UploadAhead> ahead;

    private WarehouseSession session;
    private boolean apart;
    private boolean miscounted;
    private boolean emptyCopy;
    private AttemptId uploaded;
    private IncomingCount incoming;
    private boolean spent;
    /** Whether a copy into a temporary table of the upload's name was begun: the table may be there though it failed. */
    private boolean copying;

    /** @param ahead may have the batch's files already */
    Workspace(
            final WarehouseSessions sessions,
            final Orphans orphans,
            final FileJoining joining,
            final Supplier<AttemptId> ids,
            final Batch batch,
            final Optional<UploadAhead> ahead) {
        this.sessions = sessions;
        this.orphans = orphans;
        this.joining = joining;
        this.apart = joining.isOff();
        this.ids = ids;
        this.batch = batch;
        this.ahead = ahead;
    }

    /** The session; if there is none, the one of the upload ahead, or a new one, and then our own transactions that lost ones may have left are aborted. */
    WarehouseSession session() throws WarehouseException {
        if (session == null) {
            final Optional<WarehouseSession> prepared = ahead.flatMap(files -> files.take(apart));
            if (prepared.isPresent()) {
                session = prepared.get();
                uploaded = ahead.get().name();
            } else {
                session = sessions.open();
            }
            orphans.settle(session);
        }
        return session;
    }

    /**
     * Uploads the batch's files for a COPY into the target, under names that no COPY into it has seen: whether Snowflake
     * remembers a file whose COPY was rolled back is not documented.
     */
    void stageForTarget() throws WarehouseException {
        if (spent) {
            session().dropTemporaries();
            forgetUploads();
        }
        stage();
        spent = true;
    }

    private void stage() throws WarehouseException {
        if (uploaded == null) {
            final AttemptId name = ids.get();
            session().stage(name, batch.records(), apart);
            uploaded = name;
        }
    }

    /** Copies the files into a temporary table, once per session; what arrived is to be the batch, each position once. */
    IncomingCount incoming() throws WarehouseException {
        if (incoming == null) {
            if (copying) {
                session().dropTemporaries();
                forgetUploads();
            }
            stage();
            copying = true;
            incoming = session().copyIncoming(uploaded, batch.columns());
        }
        return incoming;
    }

    /**
     * Whether the batch's columns were chosen for a table that has other ones by now. Asked after rows were brought into the
     * target, since a change may come right before that statement and casts are by the types that were described; and after
     * a statement has failed, of which a change may be the cause.
     */
    boolean isTargetAltered() throws WarehouseException {
        return batch.targetShape().isPresent()
                && !session().targetShape().equals(batch.targetShape().get());
    }

    /**
     * After a failure that left the session usable: ROLLBACK first.
     *
     * @param open the transaction that it ends, if one was begun: without an answer it may live on
     */
    void rollback(final Optional<AttemptId> open) {
        if (session == null) {
            return;
        }
        try {
            session.rollback();
        } catch (final WarehouseException e) {
            discard(open);
        }
    }

    /** The session is lost; a transaction of that name may live on. */
    void discard(final Optional<AttemptId> open) {
        open.ifPresent(attempt -> orphans.add(Set.of(attempt)));
        if (session != null) {
            session.discard();
        }
        session = null;
        forgetUploads();
    }

    /** Whether each file has to go up by itself, and these are more than one COPY may name. */
    boolean hasTooManyFiles() {
        return apart && batch.records().size() > FileJoining.MOST_FILES;
    }

    /** Whether no COPY of this batch has loaded nothing before: once may be a COPY that was run twice, more than once the files. */
    boolean isFirstEmptyCopy() {
        final boolean first = !emptyCopy;
        emptyCopy = true;
        return first;
    }

    /**
     * Not as many records were counted as were sent: has the files uploaded again, each by itself. No transaction is open.
     *
     * @return false if there is nothing to be gained, since that was done already or cannot be
     */
    boolean keepFilesApart() throws WarehouseException {
        final int files = batch.records().size();
        if (miscounted || files == 1 || files > FileJoining.MOST_FILES) {
            return false;
        }
        miscounted = true;
        apart = true;
        joining.turnOff();
        if (session != null) {
            session.dropTemporaries();
        }
        forgetUploads();
        return true;
    }

    private void forgetUploads() {
        uploaded = null;
        incoming = null;
        spent = false;
        copying = false;
    }

    /** No transaction is open any more: temporary tables go (DDL), then the session goes back. */
    void end() {
        if (session == null) {
            return;
        }
        try {
            session.dropTemporaries();
            session.close();
            session = null;
        } catch (final WarehouseException e) {
            discard(Optional.empty());
        }
    }
}
